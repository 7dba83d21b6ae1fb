import CVectorLoops
import Diagnostics

/// The rectifier: max(x, 0) of each element. Its derivative at 0 is 0.
public func relu(_ tensor: Tensor) -> Tensor {
  let result = MutableTensor(shape: tensor.shape)
  tandem_relu(result.base, tensor.base, result.count)
  withExtendedLifetime(tensor) {}
  let output = result.frozen
  return output.recorded(from: [tensor]) { tape in
    let operand = tape.operand(tensor)
    return { gradient, sink in
      sink.contribute(reluGradient(output: output, gradient: gradient), to: operand)
    }
  }
}

/// Exponentials along the last axis, divided by their sum.
///
/// Each row's largest element is subtracted first, so nothing overflows. The result remembers its
/// logits, from which ``sparseCategoricalCrossEntropy(predicted:expected:)`` works.
public func softmax(_ logits: Tensor) -> Tensor {
  let (rows, columns) = rowsAndClasses(of: logits, in: "softmax")
  let result = MutableTensor(shape: logits.shape)
  tandem_softmax(result.base, logits.base, rows, columns)
  withExtendedLifetime(logits) {}
  return result.frozen.recorded(from: [logits], logits: .softmax(logits)) { tape in
    let (operand, output) = (tape.operand(logits), tape.result)
    return { gradient, sink in
      if sink.isFollowed {
        let dot = (output * gradient).sum(along: -1, keepingAxes: true)
        sink.contribute(output * (gradient - dot), to: operand)
        return
      }
      let place = MutableTensor(shape: output.shape)
      tandem_softmax_gradient(place.base, output.base, gradient.base, rows, columns)
      withExtendedLifetime((output, gradient)) {}
      sink.contribute(place.frozen, to: operand)
    }
  }
}

/// The gradient where the rectifier gave more than 0, else 0; as an operator on the gradient.
func reluGradient(
  output: Tensor, gradient: Tensor, using team: ThreadTeam = .serial
) -> Tensor {
  let place = MutableTensor(shape: output.shape)
  nonisolated(unsafe) let (target, kept, source) = (place.base, output.base, gradient.base)
  team.forEachSlice(ofElements: place.count) { elements in
    let start = elements.lowerBound
    tandem_relu_gradient(target + start, kept + start, source + start, elements.count)
  }
  withExtendedLifetime((output, gradient)) {}
  return place.frozen.recorded(from: [gradient]) { tape in
    let operand = tape.operand(gradient)
    return { gradient, sink in
      sink.contribute(
        reluGradient(output: output, gradient: gradient, using: team), to: operand)
    }
  }
}
