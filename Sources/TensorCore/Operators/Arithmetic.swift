import CVectorLoops
import Diagnostics

extension Tensor {
  /// The elementwise sum of two tensors that broadcast.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    let result = BinaryOperator.apply(TANDEM_ADD, left, right, in: "+")
    return result.recorded(from: [left, right]) { tape in
      let (leftOperand, rightOperand) = (tape.operand(left), tape.operand(right))
      let (leftShape, rightShape) = (left.shape, right.shape)
      return { gradient, sink in
        if sink.wants(leftOperand) {
          sink.contribute(gradient.summed(to: leftShape), to: leftOperand)
        }
        if sink.wants(rightOperand) {
          sink.contribute(gradient.summed(to: rightShape), to: rightOperand)
        }
      }
    }
  }

  /// The elementwise difference of two tensors that broadcast.
  public static func - (left: Tensor, right: Tensor) -> Tensor {
    let result = BinaryOperator.apply(TANDEM_SUBTRACT, left, right, in: "-")
    return result.recorded(from: [left, right]) { tape in
      let (leftOperand, rightOperand) = (tape.operand(left), tape.operand(right))
      let (leftShape, rightShape) = (left.shape, right.shape)
      return { gradient, sink in
        if sink.wants(leftOperand) {
          sink.contribute(gradient.summed(to: leftShape), to: leftOperand)
        }
        if sink.wants(rightOperand) {
          sink.contribute((-gradient).summed(to: rightShape), to: rightOperand)
        }
      }
    }
  }

  /// The elementwise product of two tensors that broadcast.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    let result = BinaryOperator.apply(TANDEM_MULTIPLY, left, right, in: "*")
    return result.recorded(from: [left, right]) { tape in
      let (leftOperand, rightOperand) = (tape.operand(left), tape.operand(right))
      let (left, right) = (tape.value(of: left), tape.value(of: right))
      return { gradient, sink in
        if sink.wants(leftOperand) {
          sink.contribute((gradient * right).summed(to: left.shape), to: leftOperand)
        }
        if sink.wants(rightOperand) {
          sink.contribute((gradient * left).summed(to: right.shape), to: rightOperand)
        }
      }
    }
  }

  /// The elementwise quotient of two tensors that broadcast.
  public static func / (left: Tensor, right: Tensor) -> Tensor {
    let result = BinaryOperator.apply(TANDEM_DIVIDE, left, right, in: "/")
    return result.recorded(from: [left, right]) { tape in
      let (leftOperand, rightOperand) = (tape.operand(left), tape.operand(right))
      let (quotient, right, leftShape) = (tape.result, tape.value(of: right), left.shape)
      return { gradient, sink in
        let share = gradient / right
        if sink.wants(leftOperand) {
          sink.contribute(share.summed(to: leftShape), to: leftOperand)
        }
        if sink.wants(rightOperand) {
          sink.contribute((-(share * quotient)).summed(to: right.shape), to: rightOperand)
        }
      }
    }
  }

  /// Every element times a number.
  public static func * (tensor: Tensor, factor: Float) -> Tensor {
    let result = MutableTensor(shape: tensor.shape)
    tandem_scale(result.base, tensor.base, factor, result.count)
    withExtendedLifetime(tensor) {}
    return result.frozen.recorded(from: [tensor]) { tape in
      let operand = tape.operand(tensor)
      return { gradient, sink in sink.contribute(gradient * factor, to: operand) }
    }
  }

  /// A number times every element.
  public static func * (factor: Float, tensor: Tensor) -> Tensor { tensor * factor }

  /// Every element plus a number.
  public static func + (tensor: Tensor, number: Float) -> Tensor { tensor + Tensor(number) }

  /// A number plus every element.
  public static func + (number: Float, tensor: Tensor) -> Tensor { Tensor(number) + tensor }

  /// Every element minus a number.
  public static func - (tensor: Tensor, number: Float) -> Tensor { tensor - Tensor(number) }

  /// A number minus every element.
  public static func - (number: Float, tensor: Tensor) -> Tensor { Tensor(number) - tensor }

  /// Every element divided by a number.
  public static func / (tensor: Tensor, divisor: Float) -> Tensor { tensor / Tensor(divisor) }

  /// A number divided by every element.
  public static func / (number: Float, tensor: Tensor) -> Tensor { Tensor(number) / tensor }
}

/// The sum of all elements, added from the first to the last, as a scalar.
public func sum(_ tensor: Tensor) -> Tensor {
  let total = tensor.withElements { $0.reduce(0, +) }
  return Tensor(total).recorded(from: [tensor]) { tape in
    let (operand, shape) = (tape.operand(tensor), tensor.shape)
    return { gradient, sink in
      sink.contribute(
        sink.isFollowed
          ? gradient.broadcast(to: shape) : Tensor(repeating: gradient.scalar, shape: shape),
        to: operand)
    }
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
