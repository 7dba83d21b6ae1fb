/// Numbers as a person reads them.
enum DecimalText {
  /// A number with a fixed number of digits after the point: `0.2567`; large ones as
  /// ``scientific(_:places:)`` has them.
  static func fixed(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return special(value) }
    let power = powerOfTen(places)
    let scaled = (abs(value) * power).rounded(.toNearestOrEven)
    guard scaled < 1e15 else { return scientific(value, places: places) }
    var digits = String(Int(scaled))
    digits = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = value.sign == .minus ? "-" : ""
    guard places > 0 else { return sign + digits }
    return "\(sign)\(digits.dropLast(places)).\(digits.suffix(places))"
  }

  /// A number with one digit before the point and a power of ten: `1.2346e-05`.
  static func scientific(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return special(value) }
    var mantissa = abs(value)
    var exponent = 0
    if mantissa > 0 {
      while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
      while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
      let power = powerOfTen(places)
      if (mantissa * power).rounded(.toNearestOrEven) >= 10 * power {
        (mantissa, exponent) = (1, exponent + 1)
      }
    }
    let sign = value.sign == .minus ? "-" : ""
    let digits = String(exponent.magnitude)
    let padded = digits.count < 2 ? "0" + digits : digits
    return "\(sign)\(fixed(mantissa, places: places))e\(exponent < 0 ? "-" : "+")\(padded)"
  }

  /// A metric as Keras shows it: four places, or four after a power of ten where those would be
  /// zeros.
  static func metric(_ value: Double) -> String {
    abs(value) > 1e-3 ? fixed(value, places: 4) : scientific(value, places: 4)
  }

  /// A number of bytes in decimal units: `9.9 MB`.
  static func bytes(_ count: Int) -> String {
    var value = Double(count)
    for unit in ["B", "kB", "MB", "GB"] {
      if value < 999.95 { return "\(fixed(value, places: unit == "B" ? 0 : 1)) \(unit)" }
      value /= 1000
    }
    return "\(fixed(value, places: 1)) TB"
  }

  /// A stretch of time to come: `7s`, `1:05`, `1:00:07`.
  static func remaining(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return "?" }
    let whole = Int(max(0, seconds))
    let (minutes, rest) = whole.quotientAndRemainder(dividingBy: 60)
    if whole < 60 { return "\(rest)s" }
    if minutes < 60 { return "\(minutes):\(twoDigits(rest))" }
    return "\(minutes / 60):\(twoDigits(minutes % 60)):\(twoDigits(rest))"
  }

  /// The duration of one step as Keras shows it: `1ms/step`.
  static func perStep(_ seconds: Double) -> String {
    if seconds >= 1 || seconds == 0 { return "\(fixed(seconds, places: 0))s/step" }
    if seconds >= 1e-3 { return "\(fixed(seconds * 1e3, places: 0))ms/step" }
    return "\(fixed(seconds * 1e6, places: 0))us/step"
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  private static func powerOfTen(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  private static func special(_ value: Double) -> String {
    value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
  }
}
