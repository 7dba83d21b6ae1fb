import Diagnostics

/// Sine, cosine and exponential by + − × alone, so that every machine gives the same bits, which the
/// functions of C libraries do not.
///
/// Those of a Float32 are computed in Float64 and rounded once: the error is within 0.5001 units in the
/// last place of Float32 for arguments within ±10⁵ (sine, cosine: or 10⁻¹¹ near a zero) and ±80
/// (exponential).
package enum PortableMath {
  /// The sine of an angle in radians.
  package static func sin(_ angle: Float) -> Float {
    turned(Double(angle), quarters: 0)
  }

  /// The cosine of an angle in radians.
  package static func cos(_ angle: Float) -> Float {
    turned(Double(angle), quarters: 1)
  }

  /// The exponential, for arguments within ±80.
  package static func exp(_ exponent: Float) -> Float {
    require(abs(exponent) <= 80, "exp is wanted of \(exponent), outside ±80")
    let x = Double(exponent)
    let halvings = (x * 1.442_695_040_888_963_4).rounded()
    // |rest| ≤ ln 2 / 2, where the Taylor polynomial of degree 11 is within 10⁻¹⁴.
    let rest = x - halvings * 0.693_147_180_559_945_3
    var sum = 1.0
    for divisor in stride(from: 11.0, to: 0, by: -1) { sum = 1 + sum * rest / divisor }
    return Float(sum * Double(sign: .plus, exponent: Int(halvings), significand: 1))
  }

  /// The sine of an angle plus a number of right angles.
  private static func turned(_ angle: Double, quarters: Int) -> Float {
    let turns = (angle * 0.636_619_772_367_581_3).rounded()
    // π/2 in two parts: the first has so few bits that its multiples are exact.
    let rest = (angle - turns * 0x1.921F_B544p0) - turns * 0x1.0B46_11A6_2633_1p-34
    let quadrant = (Int(turns) + quarters) & 3
    let value = quadrant & 1 == 0 ? sineNearZero(rest) : cosineNearZero(rest)
    return Float(quadrant & 2 == 0 ? value : -value)
  }

  /// Taylor to degree 13, within 10⁻¹³ for |x| ≤ π/4.
  private static func sineNearZero(_ x: Double) -> Double {
    let square = x * x
    var sum = 1.0
    for n in stride(from: 12.0, to: 0, by: -2) { sum = 1 - sum * square / (n * (n + 1)) }
    return x * sum
  }

  /// Taylor to degree 14, within 10⁻¹⁴ for |x| ≤ π/4.
  private static func cosineNearZero(_ x: Double) -> Double {
    let square = x * x
    var sum = 1.0
    for n in stride(from: 13.0, to: 0, by: -2) { sum = 1 - sum * square / (n * (n + 1)) }
    return sum
  }
}
