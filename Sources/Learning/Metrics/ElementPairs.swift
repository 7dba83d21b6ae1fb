import Diagnostics
import TensorCore

/// What was predicted and expected, element by element, with what each element counts for.
struct ElementPairs {
  private let predicted: Tensor
  private let expected: Tensor
  private let weights: SampleWeights

  /// - Parameters:
  ///   - predicted: Of any shape.
  ///   - expected: Of the same, but for a last axis of 1 that one of them may lack.
  ///   - sampleWeights: One for each example or each element, or nil.
  ///   - name: The name of the metric.
  init(predicted: Tensor, expected: Tensor, sampleWeights: Tensor?, of name: String) {
    require(
      Self.essential(predicted.shape) == Self.essential(expected.shape),
      """
      the metric \(name) takes two tensors of one shape, not predictions of \(predicted.shape) and \
      \(expected.shape) expected
      """)
    self.predicted = predicted
    self.expected = expected
    let shape =
      predicted.shape.rank >= expected.shape.rank ? predicted.shape : expected.shape
    // Weights of one dimension less are those of the examples anyway.
    let isByElement = sampleWeights?.shape == expected.shape
    weights = SampleWeights(
      sampleWeights, for: isByElement ? expected.shape : shape, of: name)
  }

  /// Hands the elements to a closure, in order.
  func forEach(_ body: (_ predicted: Float, _ expected: Float, _ weight: Double) -> Void) {
    predicted.withElements { predicted in
      expected.withElements { expected in
        weights.forEach(predicted.count) { index, weight in
          body(predicted[index], expected[index], weight)
        }
      }
    }
  }

  private static func essential(_ shape: Shape) -> [Int] {
    let lengths = shape.dimensions
    return lengths.count > 1 && lengths.last == 1 ? lengths.dropLast() : lengths
  }
}
