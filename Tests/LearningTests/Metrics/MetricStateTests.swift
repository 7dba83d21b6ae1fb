import Learning
import TensorCore
import TestSupport
import Testing

/// One of a user's own, with every kind of part.
private struct Range: Metric {
  let name = "range"
  var state = MetricState(.maximum, .minimum, .count, .sum)
  var result: Double { state[0] - state[1] }

  mutating func updateState(_ values: [Double]) {
    for value in values {
      state.take(value, for: 0)
      state.take(value, for: 1)
      state.add(value, to: 3)
    }
    state.add(count: values.count, to: 2)
  }
}

@Suite("States of metrics", .computing)
struct MetricStateTests {
  private static func range(_ values: [Double]) -> Range {
    var metric = Range()
    metric.updateState(values)
    return metric
  }

  @Test("begin at what changes nothing, and return to it")
  func neutral() {
    var metric = Self.range([])
    #expect(metric.state[0] == -.infinity && metric.state[1] == .infinity)
    #expect(metric.state[count: 2] == 0 && metric.state[3] == 0)
    metric.merge(Self.range([2, 5]))
    metric.merge(Self.range([]))
    #expect(metric.state == Self.range([2, 5]).state && metric.result == 3)
    metric.resetState()
    #expect(metric.state == Range().state)
  }

  @Test("merge each part by its type")
  func merge() {
    var metric = Self.range([3, 1])
    metric.merge(Self.range([-2]))
    metric.merge(Self.range([2, 7, 0]))
    #expect(metric.state[0] == 7 && metric.state[1] == -2)
    #expect(metric.state[count: 2] == 6 && metric.state[3] == 11)
  }

  @Test("let NaN win in maxima and minima, whichever side it is on")
  func notANumber() {
    for pair in [([Double.nan], [1.0]), ([1.0], [Double.nan]), ([1, .nan, 2], [3])] {
      var metric = Self.range(pair.0)
      metric.merge(Self.range(pair.1))
      #expect(metric.state[0].isNaN && metric.state[1].isNaN)
      var other = Self.range(pair.1)
      other.merge(Self.range(pair.0))
      #expect(other.state[0].bitPattern == metric.state[0].bitPattern)
    }
  }

  @Test("tell apart what has other bits, or other parts")
  func equality() {
    #expect(Self.range([1, 2]).state == Self.range([2, 1]).state)
    #expect(Self.range([1, 2]).state != Self.range([1, 2.0.nextUp]).state)
    #expect(MetricState(.sum) != MetricState(.count))
    #expect(MetricState(repeating: .sum, count: 2) == MetricState(.sum, .sum))
  }

  @Test("of a confusion matrix and of an AUC, merged from parts, are those over everything")
  func parts() {
    let scores = Tensor.random([29, 3], seed: 1)
    let labels = IntegerTensor<UInt8>.randomLabels(29, classes: 3, seed: 2)
    let probabilities = Tensor.random([29], seed: 3, in: 0..<1)
    let hits = Tensor(labels.withBytes { $0.map { $0 == 1 ? 1 : 0 } })
    var (whole, merged) = (ConfusionMatrix(classes: 3), ConfusionMatrix(classes: 3))
    var (area, mergedArea) = (AUC(), AUC())
    whole.updateState(predicted: scores, expected: labels)
    area.updateState(predicted: probabilities, expected: hits)
    for part in 0..<4 {
      let rows = part * 29 / 4..<(part + 1) * 29 / 4
      var (matrix, auc) = (ConfusionMatrix(classes: 3), AUC())
      matrix.updateState(
        predicted: scores.slice(from: rows.lowerBound * 3, shape: [rows.count, 3]),
        expected: labels.rows(rows))
      auc.updateState(
        predicted: probabilities.slice(from: rows.lowerBound, shape: [rows.count]),
        expected: hits.slice(from: rows.lowerBound, shape: [rows.count]))
      merged.merge(matrix)
      mergedArea.merge(auc)
    }
    #expect(merged.state == whole.state && merged.counts == whole.counts)
    #expect(mergedArea.state == area.state && mergedArea.result == area.result)
    #expect(whole.counts.joined().reduce(0, +) == 29)
    let diagonal = (0..<3).reduce(0.0) { $0 + whole[$1, $1] }
    #expect(whole.result == diagonal / 29)
  }

  @Test("of nothing have the result 0")
  func nothing() {
    let metrics: [any Metric] = [
      Mean(), Sum(), SparseCategoricalAccuracy(), CategoricalAccuracy(), BinaryAccuracy(),
      MeanSquaredError(), Precision(), Recall(), AUC(), AUC(curve: .precisionRecall),
      AUC(curve: .precisionRecall, summation: .minoring), ConfusionMatrix(classes: 3),
    ]
    for metric in metrics { #expect(metric.result == 0, "\(metric.name)") }
    let names = metrics.map(\.name)
    #expect(
      names.prefix(9) == [
        "mean", "sum", "sparse_categorical_accuracy", "categorical_accuracy", "binary_accuracy",
        "mean_squared_error", "precision", "recall", "auc",
      ])
  }
}
