import Diagnostics
import TensorCore

extension Tensor {
  /// Losses times what they count for.
  ///
  /// - Parameters:
  ///   - weights: One for each example or for each loss; nil for 1.
  ///   - name: The name of the loss.
  func weighted(by weights: Tensor?, in name: String) -> Tensor {
    guard let weights else { return self }
    if weights.shape == shape { return self * weights }
    let isByRow =
      shape.rank >= 1 && weights.count == shape[0] && weights.shape.rank >= 1
      && weights.shape[0] == shape[0]
    require(
      isByRow,
      """
      the loss \(name) takes a sample weight for each example or each loss of shape \(shape), \
      not weights of shape \(weights.shape)
      """)
    let others = Array(repeating: 1, count: shape.rank - 1)
    return self * weights.reshaped(to: Shape([shape[0]] + others))
  }
}
