import CVectorLoops
import Diagnostics

extension Tensor {
  /// The largest elements along some axes; NaN where one is. Elements that are equally large share the
  /// gradient, as in Keras.
  ///
  /// - Parameters:
  ///   - axes: Counted from the first, or if negative from the last.
  ///   - keepingAxes: Whether they stay, with length 1; by default they go.
  public func max(along axes: [Int], keepingAxes: Bool = false) -> Tensor {
    extremes(along: axes, keepingAxes: keepingAxes, in: "max") {
      tandem_maxima($0, $1, $2, $3, $4)
    }
  }

  /// The largest elements along an axis, counted from the first, or if negative from the last.
  public func max(along axis: Int, keepingAxes: Bool = false) -> Tensor {
    max(along: [axis], keepingAxes: keepingAxes)
  }

  /// The smallest elements along some axes; NaN where one is. Elements that are equally small share the
  /// gradient, as in Keras.
  ///
  /// - Parameters:
  ///   - axes: Counted from the first, or if negative from the last.
  ///   - keepingAxes: Whether they stay, with length 1; by default they go.
  public func min(along axes: [Int], keepingAxes: Bool = false) -> Tensor {
    extremes(along: axes, keepingAxes: keepingAxes, in: "min") {
      tandem_minima($0, $1, $2, $3, $4)
    }
  }

  /// The smallest elements along an axis, counted from the first, or if negative from the last.
  public func min(along axis: Int, keepingAxes: Bool = false) -> Tensor {
    min(along: [axis], keepingAxes: keepingAxes)
  }

  /// Where the largest elements along an axis stand: the first of equal ones, or the first NaN.
  ///
  /// - Parameter axis: Counted from the first, or if negative from the last; of at least one element.
  /// - Returns: A position for each of the other axes' places.
  public func argmax(along axis: Int) -> IntegerTensor<Int32> {
    let axes = Axes([axis], of: shape, in: "argmax")
    let axis = axes.positions[0]
    let (outer, length, inner) = Axes.split(shape, at: axis)
    require(length > 0, "argmax along axis \(axis) takes at least one element, not \(shape)")
    require(
      length <= Int(Int32.max), "argmax along axis \(axis) takes fewer elements than \(shape) has")
    defer { withExtendedLifetime(self) {} }
    return IntegerTensor(shape: axes.dropped) { places in
      tandem_argmax(places.baseAddress!, base, outer, length, inner)
    }
  }

  private func extremes(
    along axes: [Int], keepingAxes: Bool, in name: String,
    by loop: (UnsafeMutablePointer<Float>, UnsafePointer<Float>, Int, Int, Int) -> Void
  ) -> Tensor {
    let axes = Axes(axes, of: shape, in: name)
    require(
      axes.count > 0, "\(name) along \(axes.positions) takes at least one element, not \(shape)")
    let extremes = axes.reduce(self, by: loop)
    return extremes.reshaped(to: keepingAxes ? axes.kept : axes.dropped).recorded(from: [self]) {
      tape in
      let (operand, tensor) = (tape.operand(self), detached)
      return { gradient, sink in
        let isExtreme = tensor .== extremes
        let shares = isExtreme / isExtreme.sum(along: axes.positions, keepingAxes: true)
        sink.contribute(gradient.reshaped(to: axes.kept) * shares, to: operand)
      }
    }
  }
}
