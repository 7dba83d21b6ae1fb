import CVectorLoops
import Diagnostics

extension Tensor {
  /// The elementwise sum of two tensors of one shape.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    requireEqualShapes(left, right, in: "+")
    let result = MutableTensor(shape: left.shape)
    tandem_add(result.base, left.base, right.base, result.count)
    let (leftOperand, rightOperand) = (left.operand, right.operand)
    return result.frozen.recorded(from: [left, right]) { gradient, sink in
      sink.contribute(gradient, to: leftOperand)
      sink.contribute(gradient, to: rightOperand)
    }
  }

  /// The elementwise difference of two tensors of one shape.
  public static func - (left: Tensor, right: Tensor) -> Tensor {
    requireEqualShapes(left, right, in: "-")
    return left + right * -1
  }

  /// The elementwise product of two tensors of one shape.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    requireEqualShapes(left, right, in: "*")
    let result = MutableTensor(shape: left.shape)
    tandem_multiply(result.base, left.base, right.base, result.count)
    let (leftOperand, rightOperand) = (left.operand, right.operand)
    return result.frozen.recorded(from: [left, right]) {
      [left = left.detached, right = right.detached] gradient, sink in
      if sink.wants(leftOperand) { sink.contribute(gradient * right, to: leftOperand) }
      if sink.wants(rightOperand) { sink.contribute(gradient * left, to: rightOperand) }
    }
  }

  /// Every element times a number.
  public static func * (tensor: Tensor, factor: Float) -> Tensor {
    let result = MutableTensor(shape: tensor.shape)
    tandem_scale(result.base, tensor.base, factor, result.count)
    let operand = tensor.operand
    return result.frozen.recorded(from: [tensor]) { gradient, sink in
      sink.contribute(gradient * factor, to: operand)
    }
  }
}

/// The sum of all elements, added from the first to the last, as a scalar.
public func sum(_ tensor: Tensor) -> Tensor {
  let total = tensor.withElements { $0.reduce(0, +) }
  let operand = tensor.operand
  return Tensor(total).recorded(from: [tensor]) { [shape = tensor.shape] gradient, sink in
    sink.contribute(Tensor(repeating: gradient.scalar, shape: shape), to: operand)
  }
}

/// The mean of all elements, as a scalar.
public func mean(_ tensor: Tensor) -> Tensor {
  require(
    tensor.count > 0, "mean takes at least one element, not a tensor of shape \(tensor.shape)")
  return sum(tensor) * (1 / Float(tensor.count))
}

func addElements(of tensor: Tensor, to sum: MutableTensor) {
  require(
    tensor.shape == sum.shape, "can't add a gradient of shape \(tensor.shape) to \(sum.shape)")
  tandem_add(sum.base, sum.base, tensor.base, sum.count)
  withExtendedLifetime((tensor, sum)) {}
}

private func requireEqualShapes(_ left: Tensor, _ right: Tensor, in name: String) {
  require(
    left.shape == right.shape,
    "\(name) takes two tensors of one shape, not \(left.shape) and \(right.shape)")
}
