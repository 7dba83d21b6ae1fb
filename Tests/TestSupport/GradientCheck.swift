import TensorCore

/// Compares the gradients of a tape with central differences.
///
/// What is differentiated is the sum of the outputs, each weighted by a random number of its own, so
/// that no error in one output can hide behind another's.
public struct GradientCheck {
  // What is differentiated. It is given the tape that follows the operands, if there is one.
  private let function: ([Tensor], GradientTape?) -> Tensor
  /// Where.
  public let operands: [Tensor]
  /// How far an operand's element is moved to either side: a power of two.
  public let step: Float
  /// How many elements of each operand are tried at most.
  public let samples: Int

  /// Describes a check.
  public init(
    at operands: [Tensor], step: Float = 1 / 64, samples: Int = 24,
    _ function: @escaping ([Tensor]) -> Tensor
  ) {
    self.init(at: operands, step: step, samples: samples, of: { operands, _ in function(operands) })
  }

  /// The check of the gradient's own gradient, which a tape takes that has the other inside it.
  ///
  /// The differences are between gradients that no other tape follows.
  public var ofGradient: GradientCheck {
    GradientCheck(
      at: operands, step: step, samples: samples,
      of: { operands, outer in
        let inner = GradientTape(inside: outer)
        let watched = operands.map { inner.watch($0) }
        let output = function(watched, inner)
        let gradients = inner.gradients(
          of: output * weights(of: output), withRespectTo: watched, unconnected: .zero)
        return concatenate(
          gradients.map { $0.reshaped(to: Shape(count: $0.count)) }, along: 0)
      })
  }

  private init(
    at operands: [Tensor], step: Float, samples: Int,
    of function: @escaping ([Tensor], GradientTape?) -> Tensor
  ) {
    self.operands = operands
    self.step = step
    self.samples = samples
    self.function = function
  }

  /// The gradients that the tape gives.
  public func taped() -> [Tensor] {
    let tape = GradientTape()
    let watched = operands.map { tape.watch($0) }
    let output = function(watched, tape)
    return tape.gradients(
      of: output * weights(of: output), withRespectTo: watched, unconnected: .zero)
  }

  /// The largest difference, relative to the gradient where that is above 1; infinite if a shape is
  /// wrong.
  public func worstError() -> Double {
    let gradients = taped()
    guard zip(gradients, operands).allSatisfy({ $0.shape == $1.shape }) else { return .infinity }
    var worst = 0.0
    for (position, operand) in operands.enumerated() where operand.count > 0 {
      let stride = max(1, operand.count / samples)
      for index in Swift.stride(from: position % operand.count, to: operand.count, by: stride) {
        let value = operand.values[index]
        let above = total(position, operand.replacing(index, with: value + step))
        let below = total(position, operand.replacing(index, with: value - step))
        let width = Double(value + step) - Double(value - step)
        let difference = (above - below) / width
        let error =
          abs(Double(gradients[position].values[index]) - difference) / max(1, abs(difference))
        worst = error.isNaN ? .infinity : max(worst, error)
      }
    }
    return worst
  }

  private func total(_ position: Int, _ replacement: Tensor) -> Double {
    var changed = operands
    changed[position] = replacement
    let output = function(changed, nil)
    return zip(output.values, weights(of: output).values)
      .reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  private func weights(of output: Tensor) -> Tensor {
    .random(output.shape, seed: 4711, in: 0.5..<1.5)
  }
}
