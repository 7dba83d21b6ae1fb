// In Float64, to some units in its last place.
extension PortableMath {
  /// A number times itself so many times.
  ///
  /// - Complexity: O(log count).
  package static func power(_ base: Double, _ count: Int) -> Double {
    var (result, square, rest) = (1.0, base, count)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }

  /// A positive number to any power.
  package static func power(_ base: Double, _ exponent: Double) -> Double {
    exponential(exponent * logarithm(base))
  }

  /// e to a power: 0 far below zero, infinity far above.
  package static func exponential(_ x: Double) -> Double {
    guard x > -740 else { return x.isNaN ? x : 0 }
    guard x < 710 else { return .infinity }
    let halvings = (x * 1.442_695_040_888_963_4).rounded()
    // ln 2 in two parts: the first has so few bits that its multiples are exact.
    let rest = (x - halvings * 0x1.62E4_2FEE_0000_0p-1) - halvings * 0x1.A39E_F357_93C7_6p-33
    // |rest| ≤ ln 2 / 2, where the Taylor polynomial of degree 14 is within 10⁻¹⁸.
    var sum = 1.0
    for divisor in stride(from: 14.0, to: 0, by: -1) { sum = 1 + sum * rest / divisor }
    return sum * Double(sign: .plus, exponent: Int(halvings), significand: 1)
  }

  /// The natural logarithm of a positive number; −infinity of 0, NaN below.
  package static func logarithm(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x.isFinite else { return x }
    var (exponent, mantissa) = (Double(x.exponent), x.significand)
    if mantissa > 1.414_213_562_373_095_1 { (exponent, mantissa) = (exponent + 1, mantissa / 2) }
    // log m = 2 artanh((m − 1) / (m + 1)), whose argument is within ±0.172.
    let argument = (mantissa - 1) / (mantissa + 1)
    let square = argument * argument
    var sum = 0.0
    for divisor in stride(from: 23.0, to: 0, by: -2) { sum = 1 / divisor + sum * square }
    return exponent * 0x1.62E4_2FEE_0000_0p-1
      + (2 * argument * sum + exponent * 0x1.A39E_F357_93C7_6p-33)
  }

  /// The cosine of an angle in radians, within ±10⁵.
  package static func cosine(_ angle: Double) -> Double { turned(angle, quarters: 1) }

  /// The sine of an angle in radians, within ±10⁵.
  package static func sine(_ angle: Double) -> Double { turned(angle, quarters: 0) }

  /// The sine of an angle plus a number of right angles.
  private static func turned(_ angle: Double, quarters: Int) -> Double {
    let turns = (angle * 0.636_619_772_367_581_3).rounded()
    let rest = (angle - turns * 0x1.921F_B544p0) - turns * 0x1.0B46_11A6_2633_1p-34
    let square = rest * rest
    let quadrant = (Int(turns) + quarters) & 3
    let isSine = quadrant & 1 == 0
    var sum = 1.0
    // Taylor to degree 18 or 19, within 10⁻¹⁸ for |rest| ≤ π/4.
    for n in stride(from: isSine ? 18.0 : 17.0, to: 0, by: -2) {
      sum = 1 - sum * square / (n * (n + 1))
    }
    let value = isSine ? rest * sum : sum
    return quadrant & 2 == 0 ? value : -value
  }
}
