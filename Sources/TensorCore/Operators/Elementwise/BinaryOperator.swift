import CVectorLoops
import Diagnostics

/// A function of two elements at a time.
enum BinaryOperator {
  /// The function of two tensors that broadcast, without a record.
  static func apply(
    _ function: TandemBinary, _ left: Tensor, _ right: Tensor, in name: @autoclosure () -> String
  ) -> Tensor {
    // Most operands have one shape, or are numbers, and need no arrays to find out how they are read.
    let areAlike = left.shape == right.shape
    if areAlike || right.shape.rank == 0 {
      let result = MutableTensor(shape: left.shape)
      var steps = TandemBroadcast(
        lengths: (1, 1, 1, result.count), first: (0, 0, 0, 1),
        second: (0, 0, 0, areAlike ? 1 : 0), third: (0, 0, 0, 0))
      return run(function, left, right, &steps, into: result)
    }
    let broadcast = Broadcast([left.shape, right.shape], in: name())
    var steps = broadcast.steps
    return run(function, left, right, &steps, into: MutableTensor(shape: broadcast.shape))
  }

  private static func run(
    _ function: TandemBinary, _ left: Tensor, _ right: Tensor, _ steps: inout TandemBroadcast,
    into result: MutableTensor
  ) -> Tensor {
    if result.count > 0 {
      tandem_binary(function, result.base, left.base, right.base, &steps)
      withExtendedLifetime((left, right)) {}
    }
    return result.frozen
  }
}

extension Tensor {
  /// The tensor repeated along the axes that another shape has more of.
  public func broadcast(to shape: Shape) -> Tensor {
    if self.shape == shape { return self }
    let broadcast = Broadcast([self.shape, shape], in: "broadcast(to:)")
    require(
      broadcast.shape == shape, "broadcast(to:) can't make \(shape) of \(self.shape)")
    let result = MutableTensor(shape: shape)
    if result.count > 0 {
      var steps = broadcast.steps
      tandem_binary(TANDEM_FIRST, result.base, base, base, &steps)
      withExtendedLifetime(self) {}
    }
    return result.frozen.recorded(from: [self]) { tape in
      let (operand, original) = (tape.operand(self), self.shape)
      return { gradient, sink in
        sink.contribute(gradient.summed(to: original), to: operand)
      }
    }
  }

  /// The sums over the axes along which a shape was repeated to become this one.
  func summed(to shape: Shape) -> Tensor {
    if self.shape == shape { return self }
    let missing = self.shape.rank - shape.rank
    let axes = (0..<self.shape.rank).filter {
      $0 < missing || (shape[$0 - missing] == 1 && self.shape[$0] != 1)
    }
    return sum(along: axes, keepingAxes: true).reshaped(to: shape)
  }
}
