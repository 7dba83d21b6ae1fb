import Foundation
import TensorCore
import TestSupport
import Testing

@Suite("Portable mathematics", .computing)
struct PortableMathTests {
  @Test("agrees with the library to the last bit but one")
  func agrees() {
    for index in -20_000...20_000 {
      let x = Float(index) * 0.0039
      #expect(abs(Double(PortableMath.sin(x)) - sin(Double(x))) < 3.1e-8)
      #expect(abs(Double(PortableMath.cos(x)) - cos(Double(x))) < 3.1e-8)
      let exact = exp(Double(x))
      #expect(abs(Double(PortableMath.exp(x)) - exact) <= exact * 6.1e-8)
    }
  }

  @Test("holds for large angles", arguments: [1000, -54_321.5, 100_000] as [Float])
  func largeAngles(x: Float) {
    #expect(abs(Double(PortableMath.sin(x)) - sin(Double(x))) < 3.1e-8)
    #expect(abs(Double(PortableMath.cos(x)) - cos(Double(x))) < 3.1e-8)
  }

  @Test("gives the exact values there are")
  func exactValues() {
    #expect(PortableMath.sin(0) == 0)
    #expect(PortableMath.cos(0) == 1)
    #expect(PortableMath.exp(0) == 1)
    #expect(PortableMath.exp(1).bitPattern == 0x402D_F854)
  }

  /// The largest distance from the library's values, in units of the last place of 1 or of the value.
  private static func worst(
    _ ours: (Double) -> Double, _ library: (Double) -> Double, _ values: some Sequence<Double>
  ) -> Double {
    values.reduce(0) { worst, x in
      let exact = library(x)
      return max(worst, abs(ours(x) - exact) / max(abs(exact), 0x1p-1022) / Double.ulpOfOne)
    }
  }

  @Test("in Float64 agrees with the library to some units in the last place")
  func float64() {
    let exponents = (-7_000...7_000).map { Double($0) * 0.1 + 0.000_123 }
    #expect(Self.worst(PortableMath.exponential, exp, exponents) <= 4)
    let positive = exponents.map { exp($0) }.filter { $0.isNormal }
    #expect(Self.worst(PortableMath.logarithm, log, positive) <= 4)
    let nearOne = (-1_000...1_000).filter { $0 != 0 }.map { 1 + Double($0) * 1e-6 }
    #expect(Self.worst(PortableMath.logarithm, log, nearOne) <= 4)
    for index in -2_000...2_000 {
      let angle = Double(index) * 0.0179
      #expect(abs(PortableMath.cosine(angle) - cos(angle)) <= 4 * Double.ulpOfOne)
      #expect(abs(PortableMath.sine(angle) - sin(angle)) <= 4 * Double.ulpOfOne)
    }
  }

  @Test("in Float64 at its edges")
  func float64Edges() {
    #expect(PortableMath.exponential(0) == 1 && PortableMath.exponential(-1e9) == 0)
    #expect(PortableMath.exponential(1e9) == .infinity && PortableMath.exponential(.nan).isNaN)
    #expect(PortableMath.logarithm(1) == 0 && PortableMath.logarithm(0) == -.infinity)
    #expect(PortableMath.logarithm(-1).isNaN && PortableMath.logarithm(.infinity) == .infinity)
    #expect(PortableMath.cosine(0) == 1 && PortableMath.cosine(.pi) == -1)
    #expect(PortableMath.sine(0) == 0 && PortableMath.sine(.pi / 2) == 1)
    #expect(PortableMath.sine(-.pi / 2) == -1 && PortableMath.sine(-1e-300) == -1e-300)
    #expect(PortableMath.power(3.0, 0) == 1 && PortableMath.power(3.0, 5) == 243)
    #expect(abs(PortableMath.power(0.96, 2.5) - pow(0.96, 2.5)) < 1e-15)
  }
}
