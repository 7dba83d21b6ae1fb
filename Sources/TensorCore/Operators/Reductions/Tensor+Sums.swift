import CVectorLoops
import Diagnostics

extension Tensor {
  /// The sums along some axes.
  ///
  /// Along the last axes in 16 interleaved sums that are added up at the end, else from the first
  /// element to the last: the order follows from the shape alone.
  ///
  /// - Parameters:
  ///   - axes: Counted from the first, or if negative from the last. Along none, nothing is added.
  ///   - keepingAxes: Whether they stay, with length 1; by default they go.
  public func sum(along axes: [Int], keepingAxes: Bool = false) -> Tensor {
    let axes = Axes(axes, of: shape, in: "sum")
    let sums = axes.reduce(self) { tandem_sums($0, $1, $2, $3, $4) }
    let result = sums.reshaped(to: keepingAxes ? axes.kept : axes.dropped)
    return result.recorded(from: [self]) { tape in
      let operand = tape.operand(self)
      return { gradient, sink in
        sink.contribute(
          gradient.reshaped(to: axes.kept).broadcast(to: axes.shape), to: operand)
      }
    }
  }

  /// The sums along an axis, counted from the first, or if negative from the last.
  public func sum(along axis: Int, keepingAxes: Bool = false) -> Tensor {
    sum(along: [axis], keepingAxes: keepingAxes)
  }

  /// The means along some axes, of at least one element each.
  ///
  /// - Parameters:
  ///   - axes: Counted from the first, or if negative from the last.
  ///   - keepingAxes: Whether they stay, with length 1; by default they go.
  public func mean(along axes: [Int], keepingAxes: Bool = false) -> Tensor {
    let count = Axes(axes, of: shape, in: "mean").count
    require(count > 0, "mean along \(axes) takes at least one element, not shape \(shape)")
    return sum(along: axes, keepingAxes: keepingAxes) / Float(count)
  }

  /// The means along an axis, counted from the first, or if negative from the last.
  public func mean(along axis: Int, keepingAxes: Bool = false) -> Tensor {
    mean(along: [axis], keepingAxes: keepingAxes)
  }
}
