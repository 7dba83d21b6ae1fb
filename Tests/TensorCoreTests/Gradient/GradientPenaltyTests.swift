import Foundation
import TensorCore
import TestSupport
import Testing

/// (‖∂f/∂x‖ − 1)², averaged over examples, for a dense network f: the penalty of WGAN-GP.
///
/// Source: Gulrajani et al., "Improved Training of Wasserstein GANs", NeurIPS 2017.
@Suite("A gradient penalty", .computing)
struct GradientPenaltyTests {
  private static let (rows, inputs, units, more) = (5, 4, 6, 3)
  private static let shapes: [Shape] = [
    [rows, inputs], [inputs, units], [units], [units, more], [more], [more, 1], [1],
  ]
  private static let values = shapes.enumerated().map {
    Tensor.random($1, seed: UInt64($0) + 11, in: -0.9..<0.9)
  }

  private func penalty(
    _ x: Tensor, _ weights: [Tensor], inside outer: GradientTape,
    activation: (Tensor) -> Tensor
  ) -> Tensor {
    let inner = GradientTape(inside: outer)
    let input = inner.watch(x)
    let first = activation(dense(input, kernel: weights[0], bias: weights[1]))
    let second = softplus(dense(first, kernel: weights[2], bias: weights[3]))
    let score = dense(second, kernel: weights[4], bias: weights[5])
    let slopes = inner.gradient(of: score, withRespectTo: input)
    return mean(square(sqrt(square(slopes).sum(along: 1)) - 1))
  }

  /// The same network and its slopes in Float64, by hand.
  private struct Exact {
    var values: [[Double]]
    let slope: (Double) -> Double
    let activation: (Double) -> Double

    func penalty() -> Double {
      let (rows, inputs, units, more) = (5, 4, 6, 3)
      var total = 0.0
      for row in 0..<rows {
        let x = values[0][row * inputs..<(row + 1) * inputs].map { $0 }
        let first = (0..<units).map { unit in
          (0..<inputs).reduce(values[2][unit]) { $0 + x[$1] * values[1][$1 * units + unit] }
        }
        let second = (0..<more).map { unit in
          (0..<units).reduce(values[4][unit]) {
            $0 + activation(first[$1]) * values[3][$1 * more + unit]
          }
        }
        let back = (0..<more).map { values[5][$0] / (1 + exp(-second[$0])) }
        let hidden = (0..<units).map { unit in
          slope(first[unit])
            * (0..<more).reduce(0) { $0 + back[$1] * values[3][unit * more + $1] }
        }
        let slopes = (0..<inputs).map { input in
          (0..<units).reduce(0) { $0 + hidden[$1] * values[1][input * units + $1] }
        }
        let norm = slopes.reduce(0) { $0 + $1 * $1 }.squareRoot()
        total += (norm - 1) * (norm - 1)
      }
      return total / Double(rows)
    }
  }

  private func check(
    activation: (Tensor) -> Tensor, exact: @escaping (Double) -> Double,
    slope: @escaping (Double) -> Double
  ) {
    let outer = GradientTape()
    let watched = Self.values.map { outer.watch($0) }
    let penalty = penalty(
      watched[0], Array(watched.dropFirst()), inside: outer, activation: activation)
    var reference = Exact(
      values: Self.values.map { $0.values.map(Double.init) }, slope: slope, activation: exact)
    #expect(Swift.abs(Double(penalty.scalar) - reference.penalty()) < 1e-6)
    let gradients = outer.gradients(of: penalty, withRespectTo: watched, unconnected: .zero)
    for (position, gradient) in gradients.enumerated() {
      for (index, value) in gradient.values.enumerated() {
        let (kept, width) = (reference.values[position][index], 1e-5)
        reference.values[position][index] = kept + width
        let above = reference.penalty()
        reference.values[position][index] = kept - width
        let below = reference.penalty()
        reference.values[position][index] = kept
        let difference = (above - below) / (2 * width)
        #expect(
          Swift.abs(Double(value) - difference) < 2e-6 * Swift.max(1, Swift.abs(difference)),
          "element \(index) of operand \(position)")
      }
    }
    // The score's bias moves no slope.
    #expect(gradients[6].isIdentical(to: .zeros([1])))
  }

  @Test("of a smooth dense network has the gradient that Float64 gives")
  func smooth() {
    check(
      activation: { tanh($0) }, exact: { Foundation.tanh($0) },
      slope: { 1 - Foundation.tanh($0) * Foundation.tanh($0) })
  }

  @Test("of a leaky network has the gradient that Float64 gives")
  func leaky() {
    check(
      activation: { leakyRelu($0) }, exact: { $0 > 0 ? $0 : Double(Float(0.2)) * $0 },
      slope: { $0 > 0 ? 1 : Double(Float(0.2)) })
  }

  @Test("of a rectified network has the gradient that Float64 gives")
  func rectified() {
    check(
      activation: { relu($0) }, exact: { Swift.max($0, 0) }, slope: { $0 > 0 ? 1 : 0 })
  }

  @Test("goes through a fused rectifier and softmax as through their parts")
  func fused() {
    func gradients(fused: Bool) -> [Tensor] {
      let outer = GradientTape()
      let w = Self.values.map { outer.watch($0) }
      let inner = GradientTape(inside: outer)
      let input = inner.watch(w[0])
      let hidden =
        fused
        ? dense(input, kernel: w[1], bias: w[2], activation: .relu)
        : relu(matrixProduct(input, w[1]) + w[2])
      let shares =
        fused
        ? dense(hidden, kernel: w[3], bias: w[4], activation: .softmax)
        : exp(logSoftmax(matrixProduct(hidden, w[3]) + w[4]))
      let slopes = inner.gradient(of: square(shares), withRespectTo: input)
      return outer.gradients(
        of: square(slopes), withRespectTo: Array(w[0...4]), unconnected: .zero)
    }
    for (one, other) in zip(gradients(fused: true), gradients(fused: false)) {
      let pairs = zip(one.values, other.values)
      #expect(one.shape == other.shape)
      #expect(pairs.allSatisfy { Swift.abs($0 - $1) < 1e-6 })
      #expect(one.values.contains { $0 != 0 })
    }
  }
}
