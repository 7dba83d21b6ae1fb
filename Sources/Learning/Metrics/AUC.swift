import Diagnostics
import TensorCore

/// The area under a curve that a threshold goes along: of the rate of true by that of false positives
/// (ROC), or of precision by recall.
///
/// The threshold takes evenly spaced values, the first just below 0 and the last just above 1. What is
/// gathered is how many positive and negative examples lie between each two, so that the area is that over
/// all examples and no mean of areas.
///
/// Source: Davis and Goadrich, "The Relationship Between Precision-Recall and ROC Curves", ICML 2006;
/// Keras, `keras.metrics.AUC`.
public struct AUC: Metric {
  /// What curve the area is under.
  public enum Curve: Sendable, Hashable {
    /// The rate of true positives by that of false ones.
    case roc
    /// Precision by recall.
    case precisionRecall
  }

  /// What stands for the curve between two thresholds.
  public enum Summation: Sendable, Hashable {
    /// A straight line; for precision by recall the curve that true and false positives give when they grow
    /// evenly.
    case interpolation
    /// The lower of both ends.
    case minoring
    /// The higher of both ends.
    case majoring
  }

  /// The key in logs and reports.
  public let name: String
  /// The number of thresholds, at least 2; 200 by default.
  public let thresholdCount: Int
  /// What curve the area is under; ROC by default.
  public let curve: Curve
  /// What stands for the curve between two thresholds; interpolation by default.
  public let summation: Summation
  /// The weight of the positive examples behind each threshold but before the next, then of the negative.
  public var state: MetricState

  /// An area over nothing yet, named as in Keras by default.
  public init(
    _ name: String = "auc", thresholds thresholdCount: Int = 200, curve: Curve = .roc,
    summation: Summation = .interpolation
  ) {
    require(thresholdCount >= 2, "an AUC has at least two thresholds, not \(thresholdCount)")
    self.name = name
    self.thresholdCount = thresholdCount
    self.curve = curve
    self.summation = summation
    state = MetricState(repeating: .sum, count: 2 * thresholdCount)
  }

  /// Counts a batch.
  ///
  /// - Parameters:
  ///   - predicted: Probabilities, of any shape.
  ///   - expected: Labels of the same shape: 0, or anything else for what is positive.
  ///   - sampleWeights: What each example or each element counts for; once by default.
  public mutating func updateState(
    predicted: Tensor, expected: Tensor, sampleWeights: Tensor? = nil
  ) {
    let last = Float(thresholdCount - 1)
    ElementPairs(
      predicted: predicted, expected: expected, sampleWeights: sampleWeights, of: name
    ).forEach { predicted, expected, weight in
      // Strictly above a threshold: on one, it belongs before.
      let place = (min(max(predicted, 0), 1) * last).rounded(.up) - 1
      let bucket = place > 0 ? Int(place) : 0
      state.add(weight, to: expected != 0 ? bucket : thresholdCount + bucket)
    }
  }

  /// The area; 0 of nothing.
  public var result: Double {
    let curves = Counts(state, thresholdCount)
    if curve == .precisionRecall && summation == .interpolation { return curves.davisGoadrich }
    let points = curves.points(of: curve)
    return zip(points, points.dropFirst()).reduce(0) { area, pair in
      let (one, next) = pair
      let height =
        switch summation {
        case .interpolation: (one.y + next.y) / 2
        case .minoring: min(one.y, next.y)
        case .majoring: max(one.y, next.y)
        }
      return area + (one.x - next.x) * height
    }
  }
}

extension AUC {
  /// What lies above each threshold, from the lowest to the highest.
  private struct Counts {
    private var truePositives: [Double]
    private var falsePositives: [Double]
    private let positives: Double
    private let negatives: Double

    init(_ state: MetricState, _ count: Int) {
      truePositives = Array(repeating: 0, count: count)
      falsePositives = truePositives
      var (positives, negatives) = (0.0, 0.0)
      for index in (0..<count).reversed() {
        positives += state[index]
        negatives += state[count + index]
        truePositives[index] = positives
        falsePositives[index] = negatives
      }
      self.positives = positives
      self.negatives = negatives
    }

    func points(of curve: Curve) -> [(x: Double, y: Double)] {
      zip(truePositives, falsePositives).map { hits, misses in
        let recall = Self.ratio(hits, positives)
        return curve == .roc
          ? (Self.ratio(misses, negatives), recall) : (recall, Self.ratio(hits, hits + misses))
      }
    }

    /// The area under precision by recall, true and false positives growing evenly from threshold to
    /// threshold.
    var davisGoadrich: Double {
      (1..<truePositives.count).reduce(0) { area, index in
        let (low, high) = (index - 1, index)
        let (lowHits, highHits) = (truePositives[low], truePositives[high])
        let (lowAll, highAll) = (lowHits + falsePositives[low], highHits + falsePositives[high])
        let slope = Self.ratio(lowHits - highHits, max(lowAll - highAll, 0))
        let intercept = highHits - slope * highAll
        let growth =
          lowAll > 0 && highAll > 0 ? PortableMath.logarithm(lowAll / highAll) : 0
        return area
          + Self.ratio(slope * (lowHits - highHits + intercept * growth), max(positives, 0))
      }
    }

    private static func ratio(_ numerator: Double, _ denominator: Double) -> Double {
      denominator == 0 ? 0 : numerator / denominator
    }
  }
}
