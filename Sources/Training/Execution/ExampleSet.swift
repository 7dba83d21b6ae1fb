import Datasets
import Diagnostics
import TensorCore

/// Examples as bytes: what a data set holds and what travels to a worker, without a copy.
public struct ExampleSet: Sendable {
  /// The pixels: `[count, bytes an example]`.
  public let inputs: IntegerTensor<UInt8>
  /// The class of each example: `[count]`.
  public let labels: IntegerTensor<UInt8>

  /// Pairs inputs with as many labels.
  public init(inputs: IntegerTensor<UInt8>, labels: IntegerTensor<UInt8>) {
    require(
      inputs.shape.rank == 2 && inputs.shape[0] == labels.count,
      """
      a set of examples has a row and a label for each, \
      not \(labels.count) labels for inputs of shape \(inputs.shape)
      """)
    self.inputs = inputs
    self.labels = labels
  }

  /// The examples of a split, in order, sharing its memory.
  public init(_ images: LabeledImages) {
    let all = 0..<images.count
    let inputs = images.withUnsafeImageBytes(ofExamples: all) {
      IntegerTensor<UInt8>(
        lending: $0, shape: Shape(rows: images.count, columns: LabeledImages.bytesPerExample),
        from: images.imageBytes)
    }
    let labels = images.withUnsafeLabelBytes(ofExamples: all) {
      IntegerTensor<UInt8>(lending: $0, shape: Shape(count: images.count), from: images.labelBytes)
    }
    self.init(inputs: inputs, labels: labels)
  }

  /// The number of examples.
  public var count: Int { labels.count }

  /// The bytes of one example's input.
  public var bytesPerInput: Int { inputs.shape[1] }

  /// The place of the first label that is not below a bound.
  func firstIndex(ofLabelFrom bound: Int) -> Int? {
    labels.withBytes { bytes in
      // Most data sets have none, and a maximum is found many bytes at a time.
      guard let largest = bytes.max(), Int(largest) >= bound else { return nil }
      return bytes.firstIndex { Int($0) >= bound }
    }
  }

  /// Some of the examples, sharing the memory.
  public subscript(range: Range<Int>) -> ExampleSet {
    ExampleSet(inputs: inputs.rows(range), labels: labels.rows(range))
  }

  /// The examples as a program meets them, scaled to 0…1.
  func batch(ofShape shape: Shape, using team: ThreadTeam) -> Batch {
    let scaled = inputs.scaledToUnit(using: team)
    return Batch(
      inputs: shape.rank == 1 ? scaled : scaled.reshaped(to: shape.batch(of: count)),
      labels: labels)
  }
}
