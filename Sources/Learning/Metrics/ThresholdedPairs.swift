import Diagnostics
import TensorCore

/// Predictions on either side of a threshold, of all classes or of one.
struct ThresholdedPairs {
  let threshold: Float
  let classIndex: Int?
  let name: String

  /// Hands each prediction to a closure: whether it is positive, whether it should be, and its weight.
  func forEach(
    predicted: Tensor, expected: Tensor, sampleWeights: Tensor?,
    _ body: (_ isPositive: Bool, _ shouldBe: Bool, _ weight: Double) -> Void
  ) {
    let columns = predicted.shape.rank >= 2 ? predicted.shape[predicted.shape.rank - 1] : nil
    if let classIndex {
      require(
        columns.map { 0..<$0 ~= classIndex } ?? false,
        "the metric \(name) looks at class \(classIndex) of predictions of \(predicted.shape)")
    }
    var index = 0
    ElementPairs(
      predicted: predicted, expected: expected, sampleWeights: sampleWeights, of: name
    ).forEach { predicted, expected, weight in
      defer { index += 1 }
      if let classIndex, let columns, index % columns != classIndex { return }
      body(predicted > threshold, expected != 0, weight)
    }
  }
}
