import CVectorLoops

/// The elements of one tensor where a condition holds, and of another where not; all three broadcast.
///
/// - Parameters:
///   - chosen: Taken where the condition is not 0.
///   - condition: Mostly a comparison, such as `x .> 0`. No gradient goes through it.
///   - alternative: Taken where the condition is 0.
///
/// Source: NumPy and Keras, `where(condition, chosen, alternative)`.
public func select(
  _ chosen: Tensor, where condition: Tensor, otherwise alternative: Tensor
) -> Tensor {
  let broadcast = Broadcast(
    [condition.shape, chosen.shape, alternative.shape], in: "select(_:where:otherwise:)")
  let result = MutableTensor(shape: broadcast.shape)
  if result.count > 0 {
    var steps = broadcast.steps
    tandem_select(result.base, condition.base, chosen.base, alternative.base, &steps)
    withExtendedLifetime((condition, chosen, alternative)) {}
  }
  return result.frozen.recorded(from: [chosen, alternative]) { tape in
    let (first, second) = (tape.operand(chosen), tape.operand(alternative))
    let (firstShape, secondShape) = (chosen.shape, alternative.shape)
    return { [condition = condition.detached] gradient, sink in
      if sink.wants(first) {
        let taken = select(gradient, where: condition, otherwise: Tensor(0))
        sink.contribute(taken.summed(to: firstShape), to: first)
      }
      if sink.wants(second) {
        let taken = select(Tensor(0), where: condition, otherwise: gradient)
        sink.contribute(taken.summed(to: secondShape), to: second)
      }
    }
  }
}

/// The greater of two elements at a time, of tensors that broadcast; NaN where one is. Where they are
/// equal, the gradient is the first one's.
public func maximum(_ first: Tensor, _ second: Tensor) -> Tensor {
  extreme(TANDEM_MAXIMUM, first, second, takesFirst: { $0 .>= $1 }, in: "maximum")
}

/// The lesser of two elements at a time, of tensors that broadcast; NaN where one is. Where they are
/// equal, the gradient is the first one's.
public func minimum(_ first: Tensor, _ second: Tensor) -> Tensor {
  extreme(TANDEM_MINIMUM, first, second, takesFirst: { $0 .<= $1 }, in: "minimum")
}

/// The greater of each element and a number.
public func maximum(_ tensor: Tensor, _ number: Float) -> Tensor {
  maximum(tensor, Tensor(number))
}

/// The lesser of each element and a number.
public func minimum(_ tensor: Tensor, _ number: Float) -> Tensor {
  minimum(tensor, Tensor(number))
}

private func extreme(
  _ function: TandemBinary, _ first: Tensor, _ second: Tensor,
  takesFirst: @escaping @Sendable (Tensor, Tensor) -> Tensor, in name: String
) -> Tensor {
  BinaryOperator.apply(function, first, second, in: name)
    .recorded(from: [first, second]) { tape in
      let (firstOperand, secondOperand) = (tape.operand(first), tape.operand(second))
      let (first, second) = (first.detached, second.detached)
      return { gradient, sink in
        let isFirst = takesFirst(first, second)
        if sink.wants(firstOperand) {
          let taken = select(gradient, where: isFirst, otherwise: Tensor(0))
          sink.contribute(taken.summed(to: first.shape), to: firstOperand)
        }
        if sink.wants(secondOperand) {
          let taken = select(Tensor(0), where: isFirst, otherwise: gradient)
          sink.contribute(taken.summed(to: second.shape), to: secondOperand)
        }
      }
    }
}
