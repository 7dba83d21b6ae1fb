import CVectorLoops
import Diagnostics

/// A function of each element, its derivative, and what that is computed from.
struct UnaryOperator: Sendable {
  /// What the derivative is a function of.
  enum Kept: Sendable { case nothing, argument, result }

  let function: TandemUnary
  var parameter: Float = 0
  var kept = Kept.argument
  /// Whether losses are told what the function was given: a sigmoid's logits.
  var remembersLogits = false
  /// The derivative by operators on tensors, for tapes that differentiate it again.
  let derivative: @Sendable (_ kept: Tensor) -> Tensor

  func callAsFunction(_ tensor: Tensor) -> Tensor {
    let result = MutableTensor(shape: tensor.shape)
    tandem_unary(function, result.base, tensor.base, parameter, result.count)
    withExtendedLifetime(tensor) {}
    let logits: Logits? = remembersLogits ? .sigmoid(tensor) : nil
    return result.frozen.recorded(from: [tensor], logits: logits) { tape in
      let operand = tape.operand(tensor)
      let kept: Tensor? =
        switch self.kept {
        case .nothing: nil
        case .argument: tape.value(of: tensor)
        case .result: tape.result
        }
      return { gradient, sink in
        if sink.isFollowed {
          sink.contribute(gradient * derivative(kept ?? gradient), to: operand)
        } else {
          sink.contribute(self.gradient(gradient, at: kept ?? gradient), to: operand)
        }
      }
    }
  }

  private func gradient(_ gradient: Tensor, at kept: Tensor) -> Tensor {
    let place = MutableTensor(shape: gradient.shape)
    tandem_unary_gradient(
      function, place.base, kept.base, gradient.base, parameter, place.count)
    withExtendedLifetime((kept, gradient)) {}
    return place.frozen
  }
}
