import Foundation
import TestSupport
import Testing

@testable import Datasets

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
}
