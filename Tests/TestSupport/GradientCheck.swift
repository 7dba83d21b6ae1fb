import TensorCore

/// Compares the gradients of a tape with central differences.
///
/// What is differentiated is the sum of the outputs, each weighted by a random number of its own, so
/// that no error in one output can hide behind another's.
public struct GradientCheck {
  /// What is differentiated.
  public let function: ([Tensor]) -> Tensor
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
    self.operands = operands
    self.step = step
    self.samples = samples
    self.function = function
  }

  /// The gradients that the tape gives.
  public func taped() -> [Tensor] {
    let tape = GradientTape()
    let watched = operands.map { tape.watch($0) }
    let output = function(watched)
    return tape.gradients(of: output * weights(of: output), withRespectTo: watched)
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
    let output = function(changed)
    return zip(output.values, weights(of: output).values)
      .reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  private func weights(of output: Tensor) -> Tensor {
    .random(output.shape, seed: 4711, in: 0.5..<1.5)
  }
}
