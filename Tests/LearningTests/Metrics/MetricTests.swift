import Learning
import TensorCore
import TestSupport
import Testing

@Suite("Metrics", .computing)
struct MetricTests {
  @Test("agree with Keras after each of several uneven batches")
  func keras() throws {
    let cases = try KerasFixture.cases(of: "metrics")
    #expect(cases.count >= 4)
    for example in cases {
      let sizes = try #require(example.inputs["batchSizes"]).counts
      let results = try #require(example.outputs["results"]).values
      var mean = Mean()
      var accuracy = SparseCategoricalAccuracy()
      var first = 0
      for (batch, size) in sizes.enumerated() {
        defer { first += size }
        if let labels = example.inputs["labels"]?.labels {
          let scores = example.input("scores")
          accuracy.updateState(
            predicted: scores.slice(
              from: first * scores.shape[1], shape: [size, scores.shape[1]]),
            expected: labels.rows(first..<first + size))
          #expect(abs(accuracy.result - results[batch]) < 1e-6, "\(example.name)")
        } else if example.name.hasSuffix("weighted") {
          mean.updateState(Double(example.input("values").values[batch]), count: size)
          #expect(abs(mean.result - results[batch]) < 1e-6, "\(example.name)")
        } else {
          mean.updateState(example.input("values").slice(from: first, shape: [size]))
          #expect(abs(mean.result - results[batch]) < 1e-6, "\(example.name)")
        }
      }
    }
  }

  @Test("are 0 over nothing, before the first update and after a reset")
  func reset() {
    var mean = Mean("loss")
    #expect(mean.name == "loss" && mean.result == 0)
    mean.updateState(Tensor([3, 5]))
    #expect(mean.result == 4 && mean.state == MetricState(total: 8, count: 2))
    mean.resetState()
    #expect(mean.result == 0 && mean.state == MetricState(total: 0, count: 0))
    mean.updateState(Tensor([7]))
    #expect(mean.result == 7)
    var accuracy = SparseCategoricalAccuracy()
    #expect(accuracy.name == "sparse_categorical_accuracy" && accuracy.result == 0)
    accuracy.updateState(
      predicted: Tensor([1, 0, 0, 1], shape: [2, 2]), expected: IntegerTensor<UInt8>([0, 0]))
    #expect(accuracy.result == 0.5)
    accuracy.resetState()
    #expect(accuracy.state == MetricState(total: 0, count: 0))
  }

  @Test("merged from uneven parts equal one over everything", arguments: [1, 2, 3, 7])
  func merge(parts: Int) {
    // Multiples of a power of two, so that no sum rounds.
    let values = Tensor((0..<29).map { Float($0 * $0) / 64 })
    let scores = Tensor.random([29, 3], seed: 1)
    let labels = IntegerTensor<UInt8>.randomLabels(29, classes: 3, seed: 2)
    var (whole, wholeAccuracy) = (Mean(), SparseCategoricalAccuracy())
    whole.updateState(values)
    wholeAccuracy.updateState(predicted: scores, expected: labels)
    var (merged, mergedAccuracy) = (Mean(), SparseCategoricalAccuracy())
    for part in 0..<parts {
      let rows = part * 29 / parts..<(part + 1) * 29 / parts
      var (mean, accuracy) = (Mean(), SparseCategoricalAccuracy())
      mean.updateState(values.slice(from: rows.lowerBound, shape: [rows.count]))
      accuracy.updateState(
        predicted: scores.slice(from: rows.lowerBound * 3, shape: [rows.count, 3]),
        expected: labels.rows(rows))
      merged.merge(mean)
      mergedAccuracy.merge(accuracy)
    }
    #expect(merged.state == whole.state && whole.state.count == 29)
    #expect(mergedAccuracy.state == wholeAccuracy.state)
    #expect(merged.result == whole.result && mergedAccuracy.result == wholeAccuracy.result)
  }

  @Test("sum in Float64, in order")
  func precision() {
    var mean = Mean()
    mean.updateState(Tensor([1e8, 1, -1e8, 1]))
    #expect(mean.result == 0.5)
  }
}
