import CVectorLoops
import Diagnostics

/// What a dense layer applies to each of its outputs.
public enum Activation: String, Sendable, Hashable, CaseIterable {
  /// Nothing.
  case linear
  /// The rectifier, max(x, 0).
  case relu
  /// Exponentials that sum to 1 along the last axis.
  case softmax
}

/// The rectifier: max(x, 0) of each element. Its derivative at 0 is 0.
public func relu(_ tensor: Tensor) -> Tensor {
  let result = MutableTensor(shape: tensor.shape)
  tandem_relu(result.base, tensor.base, result.count)
  let output = result.frozen
  let operand = tensor.operand
  return output.recorded(from: [tensor]) { gradient, sink in
    sink.contribute(reluGradient(output: output, gradient: gradient), to: operand)
  }
}

/// Exponentials along the last axis of a matrix `[rows, classes]`, divided by their sum.
///
/// Each row's largest element is subtracted first, so nothing overflows. The result remembers its
/// logits, from which ``sparseCategoricalCrossEntropy(predicted:expected:)`` works.
public func softmax(_ logits: Tensor) -> Tensor {
  require(
    logits.shape.rank == 2 && logits.shape[1] > 0,
    "softmax takes a matrix with at least one column, not \(logits.shape)")
  let result = MutableTensor(shape: logits.shape)
  tandem_softmax(result.base, logits.base, logits.shape[0], logits.shape[1])
  let output = result.frozen
  let operand = logits.operand
  return output.recorded(from: [logits], logits: logits) { gradient, sink in
    let place = MutableTensor(shape: output.shape)
    tandem_softmax_gradient(
      place.base, output.base, gradient.base, output.shape[0], output.shape[1])
    sink.contribute(place.frozen, to: operand)
  }
}

func reluGradient(
  output: Tensor, gradient: Tensor, using team: ThreadTeam = .serial
) -> Tensor {
  let place = MutableTensor(shape: output.shape)
  nonisolated(unsafe) let (target, output, source) = (place.base, output.base, gradient.base)
  team.forEachSlice(ofElements: place.count) { elements in
    let start = elements.lowerBound
    tandem_relu_gradient(target + start, output + start, source + start, elements.count)
  }
  withExtendedLifetime(gradient) {}
  return place.frozen
}
