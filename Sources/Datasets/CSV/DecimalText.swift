/// Reads numbers as people and programs write them into tables, the same on every machine whatever the
/// language its user has set: the decimal point is a point.
enum DecimalText {
  /// The nearest Float32, a tie going to the even one: digits with at most one point among or around
  /// them, a sign before and an exponent of ten behind them if wanted, or `nan`, `inf` or `infinity` in
  /// capitals or not.
  ///
  /// - Returns: nil if it is no such number; infinity also for a number beyond what Float32 holds.
  static func float(_ text: UnsafeRawBufferPointer) -> Float? {
    if text.count <= 7, let number = short(text) { return number }
    guard let number = Scan(text) else { return word(text) }
    if number.isExact, let quick = number.quick { return number.isNegative ? -quick : quick }
    return number.slow(text)
  }

  /// A number of at most seven digits without an exponent, as most are; nil if it is another.
  ///
  /// Such digits and such powers of ten are exact, so that only their quotient is rounded.
  private static func short(_ text: UnsafeRawBufferPointer) -> Float? {
    let isNegative = text.first == UInt8(ascii: "-")
    var (digits, decimals): (Int32, Int) = (0, 0)
    var (hasDigits, hasPoint) = (false, false)
    for place in (isNegative ? 1 : 0)..<text.count {
      let digit = text[place] &- 0x30
      if digit < 10 {
        digits = digits &* 10 &+ Int32(digit)
        hasDigits = true
        if hasPoint { decimals += 1 }
      } else if text[place] == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else {
        return nil
      }
    }
    guard hasDigits else { return nil }
    let number = decimals == 0 ? Float(digits) : Float(digits) / shortPowersOfTen[decimals]
    return isNegative ? -number : number
  }

  /// Those of seven digits at most.
  private static let shortPowersOfTen: [Float] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7]

  /// A whole number; nil if it is none or does not fit.
  static func int32(_ text: UnsafeRawBufferPointer) -> Int32? {
    var (rest, isNegative) = (text[...], false)
    if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      isNegative = first == UInt8(ascii: "-")
      rest = rest.dropFirst()
    }
    guard !rest.isEmpty else { return nil }
    var magnitude: Int64 = 0
    for byte in rest {
      let digit = byte &- 0x30
      guard digit < 10 else { return nil }
      magnitude = magnitude * 10 + Int64(digit)
      guard magnitude <= 1 << 31 else { return nil }
    }
    return Int32(exactly: isNegative ? -magnitude : magnitude)
  }

  /// Whether it is a whole number, whether it fits or not.
  static func isWholeNumber(_ text: UnsafeRawBufferPointer) -> Bool {
    let digits = text.first == 0x2D || text.first == 0x2B ? text.dropFirst() : text[...]
    return !digits.isEmpty && digits.allSatisfy { $0 &- 0x30 < 10 }
  }

  /// Whether a number is one that Float32 has no equal for but infinity.
  static func isInfinityInWords(_ text: UnsafeRawBufferPointer) -> Bool {
    word(text)?.isInfinite == true
  }

  private static func word(_ text: UnsafeRawBufferPointer) -> Float? {
    guard text.count <= 9 else { return nil }
    var word = String(decoding: text, as: UTF8.self).lowercased()[...]
    let sign = word.first
    if sign == "-" || sign == "+" { word = word.dropFirst() }
    switch word {
    case "nan": return .nan
    case "inf", "infinity": return sign == "-" ? -.infinity : .infinity
    default: return nil
    }
  }

  /// The parts of a decimal number.
  private struct Scan {
    /// Whether a minus stands before it.
    var isNegative = false
    /// The first significant digits, at most 19, as a whole number.
    var digits: UInt64 = 0
    /// The power of ten that they are to be multiplied by.
    var exponent = 0
    /// Whether there are no other digits than those.
    var isExact = true

    /// Reads the parts; nil if it is no decimal number.
    init?(_ text: UnsafeRawBufferPointer) {
      let count = text.count
      var place = 0
      if place < count, text[place] == UInt8(ascii: "-") || text[place] == UInt8(ascii: "+") {
        isNegative = text[place] == UInt8(ascii: "-")
        place += 1
      }
      var (hasDigits, hasPoint, significant) = (false, false, 0)
      while place < count {
        let digit = text[place] &- 0x30
        if digit < 10 {
          hasDigits = true
          if significant < 19 {
            digits = digits * 10 + UInt64(digit)
            if digits != 0 { significant += 1 }
            if hasPoint { exponent -= 1 }
          } else {
            if digit != 0 { isExact = false }
            if !hasPoint { exponent += 1 }
          }
        } else if text[place] == UInt8(ascii: "."), !hasPoint {
          hasPoint = true
        } else {
          break
        }
        place += 1
      }
      guard hasDigits else { return nil }
      if place < count {
        guard text[place] | 0x20 == UInt8(ascii: "e") else { return nil }
        place += 1
        guard let power = Self.power(UnsafeRawBufferPointer(rebasing: text[place...])) else {
          return nil
        }
        exponent += power
      }
    }

    /// A power of ten, cut where a number of it is nothing or too large however many digits it has.
    private static func power(_ text: UnsafeRawBufferPointer) -> Int? {
      guard DecimalText.isWholeNumber(text) else { return nil }
      var power = 0
      for byte in text where byte &- 0x30 < 10 && power < 1 << 50 {
        power = power * 10 + Int(byte &- 0x30)
      }
      return text.first == UInt8(ascii: "-") ? -power : power
    }

    /// The magnitude, where Float64 settles it.
    ///
    /// Digits and power of ten are each rounded at most once, and so is their product: it lies within
    /// two units in the last place of the true number. Away from the middle between two Float32 both
    /// round to the same one. Neither is ever so small or so large here that the middles lie otherwise.
    var quick: Float? {
      if digits == 0 { return 0 }
      guard (-22...22).contains(exponent) else { return nil }
      let power = DecimalText.powersOfTen[abs(exponent)]
      let product = exponent < 0 ? Double(digits) / power : Double(digits) * power
      let behind = Int(product.bitPattern & 0x1FFF_FFFF)
      guard abs(behind - 0x1000_0000) > 4, product < 0x1p127 else { return nil }
      return Float(product)
    }

    /// The number by the standard library, which rounds correctly.
    func slow(_ text: UnsafeRawBufferPointer) -> Float? {
      Float(String(decoding: text, as: UTF8.self))
    }
  }

  /// Those that Float64 has exactly.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
