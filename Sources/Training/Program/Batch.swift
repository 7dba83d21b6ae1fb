import Diagnostics
import TensorCore

/// Some examples as a program meets them.
public struct Batch: Sendable {
  /// The inputs along the first axis, pixels scaled to 0…1: `[count] + inputShape`.
  public let inputs: Tensor
  /// The class of each example: `[count]`.
  public let labels: IntegerTensor<UInt8>

  /// Pairs inputs with as many labels.
  public init(inputs: Tensor, labels: IntegerTensor<UInt8>) {
    require(
      inputs.shape.rank >= 1 && inputs.shape[0] == labels.count,
      "a batch has a label for each example, not \(labels.count) for inputs of shape \(inputs.shape)"
    )
    self.inputs = inputs
    self.labels = labels
  }

  /// The number of examples.
  public var count: Int { labels.count }
}
