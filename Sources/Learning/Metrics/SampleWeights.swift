import Diagnostics
import TensorCore

/// How much each element of some values counts: a number for each example, or for each element.
struct SampleWeights {
  private let weights: Tensor?
  private let elementsPerWeight: Int

  /// - Parameters:
  ///   - weights: `[rows]`, or of the values' shape; nil if everything counts once.
  ///   - shape: The shape of the values.
  ///   - name: The name of the metric.
  init(_ weights: Tensor?, for shape: Shape, of name: String) {
    self.weights = weights
    guard let weights else {
      elementsPerWeight = 1
      return
    }
    let isByRow = weights.shape.rank == 1 && shape.rank > 1 && weights.shape[0] == shape[0]
    require(
      isByRow || weights.shape == shape,
      """
      the metric \(name) takes a sample weight for each example or each element of values of shape \
      \(shape), not weights of shape \(weights.shape)
      """)
    elementsPerWeight = isByRow ? shape.elementCount / max(1, shape[0]) : 1
  }

  /// Hands the weight of each element to a closure, in order.
  func forEach(_ count: Int, _ body: (_ index: Int, _ weight: Double) -> Void) {
    guard let weights else {
      for index in 0..<count { body(index, 1) }
      return
    }
    weights.withElements { weights in
      for index in 0..<count { body(index, Double(weights[index / elementsPerWeight])) }
    }
  }
}
