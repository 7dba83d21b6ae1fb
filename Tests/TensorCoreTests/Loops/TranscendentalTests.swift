import CVectorLoops
import Foundation
import TensorCore
import TestSupport
import Testing

/// A function of our own, and what it is to compute, in Float64.
struct UnaryReference: Sendable, CustomTestStringConvertible {
  let name: String
  let range: ClosedRange<Float>
  var function: @Sendable (Tensor) -> Tensor
  let exact: @Sendable (Double) -> Double
  var testDescription: String { name }

  static let all: [UnaryReference] = [
    .init(name: "tanh", range: -20...20, function: { tanh($0) }, exact: { Foundation.tanh($0) }),
    .init(
      name: "sigmoid", range: -80...80, function: { sigmoid($0) },
      exact: { 1 / (1 + Foundation.exp(-$0)) }),
    .init(
      name: "softplus", range: -80...1e6, function: { softplus($0) },
      exact: { Swift.max($0, 0) + Foundation.log1p(Foundation.exp(-Swift.abs($0))) }),
    .init(name: "erf", range: -10...10, function: { erf($0) }, exact: { Foundation.erf($0) }),
    .init(
      name: "log1p", range: -0.999999...3e38, function: { log1p($0) },
      exact: { Foundation.log1p($0) }),
    .init(name: "sin", range: -4e6...4e6, function: { sin($0) }, exact: { Foundation.sin($0) }),
    .init(name: "cos", range: -4e6...4e6, function: { cos($0) }, exact: { Foundation.cos($0) }),
    .init(
      name: "elu", range: -80...100, function: { elu($0) },
      exact: { $0 > 0 ? $0 : Foundation.expm1($0) }),
    .init(
      name: "sqrt", range: 0...3e38, function: { sqrt($0) }, exact: { $0.squareRoot() }),
    .init(
      name: "pow 2", range: -1e19...1e19, function: { pow($0, 2) }, exact: { $0 * $0 }),
    .init(
      name: "pow -3", range: -1e12...1e12, function: { pow($0, -3) },
      exact: { 1 / ($0 * $0 * $0) }),
    .init(
      name: "pow 0.5", range: 0...3e38, function: { pow($0, 0.5) }, exact: { $0.squareRoot() }),
    .init(
      name: "pow 0.3", range: 1e-37...3e38, function: { pow($0, 0.3) },
      exact: { Foundation.pow($0, Double(Float(0.3))) }),
    .init(
      name: "pow 17.25", range: 0.01...100, function: { pow($0, 17.25) },
      exact: { Foundation.pow($0, 17.25) }),
  ]
}

@Suite("Functions of our own", .computing)
struct TranscendentalTests {
  /// Numbers of every size in a range, on both sides of zero.
  private static func arguments(in range: ClosedRange<Float>) -> [Float] {
    let largest = Swift.max(Swift.abs(range.lowerBound), range.upperBound)
    return stride(from: Float(1e-30).bitPattern, through: largest.bitPattern, by: 10_007)
      .flatMap { [Float(bitPattern: $0), -Float(bitPattern: $0)] }
      .filter { range.contains($0) }
  }

  @Test("are within 1 unit in the last place", arguments: UnaryReference.all)
  func exact(_ reference: UnaryReference) {
    let values = Self.arguments(in: reference.range)
    let results = reference.function(Tensor(values)).values
    var worst = (distance: 0.0, at: Float(0))
    for (value, result) in zip(values, results) {
      let exact = reference.exact(Double(value))
      if result == Float(exact) { continue }
      let unit = Double(Swift.max(Float(exact).ulp, Float.leastNormalMagnitude.ulp))
      let distance = Swift.abs(Double(result) - exact) / unit
      if !(distance <= worst.distance) { worst = (distance, value) }
    }
    #expect(values.count > 10_000 && worst.distance <= 1, "at \(worst.at)")
  }

  @Test("gelu is within a unit and 5e-8")
  func gaussian() {
    let values = Self.arguments(in: -30...30)
    for (value, result) in zip(values, gelu(Tensor(values)).values) {
      let x = Double(value)
      let exact = x * 0.5 * Foundation.erfc(-x * 0.5.squareRoot())
      #expect(Swift.abs(Double(result) - exact) <= Double(Float(exact).ulp) + 5e-8, "at \(value)")
    }
  }

  @Test("at their edges")
  func edges() {
    let edges = Tensor([0, -0.0, .infinity, -.infinity, .nan])
    func bits(_ function: (Tensor) -> Tensor) -> [Float] { function(edges).values }
    func expect(_ values: [Float], _ expected: [Float], _ name: String) {
      #expect(
        zip(values, expected).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }, "\(name)")
    }
    let (nan, inf) = (Float.nan, Float.infinity)
    expect(bits(tanh), [0, 0, 1, -1, nan], "tanh")
    expect(bits(sigmoid), [0.5, 0.5, 1, 0, nan], "sigmoid")
    expect(bits(erf), [0, 0, 1, -1, nan], "erf")
    expect(bits(log1p), [0, 0, inf, nan, nan], "log1p")
    expect(bits(sqrt), [0, 0, inf, nan, nan], "sqrt")
    expect(bits(sin), [0, 0, nan, nan, nan], "sin")
    expect(bits(cos), [1, 1, nan, nan, nan], "cos")
    expect(bits(gelu), [0, 0, inf, 0, nan], "gelu")
    expect(bits { elu($0) }, [0, 0, inf, -1, nan], "elu")
    expect(bits(abs), [0, 0, inf, inf, nan], "abs")
    expect(bits(sign), [0, 0, 1, -1, nan], "sign")
    expect(bits { leakyRelu($0) }, [0, 0, inf, -inf, nan], "leaky relu")
    expect(bits { pow($0, 3) }, [0, 0, inf, -inf, nan], "pow 3")
    expect(bits { pow($0, -1) }, [inf, -inf, 0, 0, nan], "pow -1")
    expect(bits { pow($0, 0) }, [1, 1, 1, 1, 1], "pow 0")
    expect(bits { pow($0, 0.5) }, [0, 0, inf, nan, nan], "pow 0.5")
    let softplus = bits(TensorCore.softplus)
    #expect(softplus[0] == Float(Foundation.log(2.0)) && softplus[2] == inf)
    #expect(softplus[3] == 0 && softplus[4].isNaN)
    #expect(pow(Tensor([-2, -2, -2]), 3).values == [-8, -8, -8])
    #expect(pow(Tensor([-2]), 2.5).scalar.isNaN)
    #expect(log1p(Tensor([-1, -2])).values[0] == -inf)
    #expect(log1p(Tensor([-1, -2])).values[1].isNaN)
  }
}
