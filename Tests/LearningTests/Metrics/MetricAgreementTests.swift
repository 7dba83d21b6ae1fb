import Learning
import TensorCore
import TestSupport
import Testing

@Suite("Metrics in Keras, over three uneven batches", .computing)
struct MetricAgreementTests {
  /// What a batch of a case holds, drawn as `metrics` of `Fixtures/make_cases.py` draws it.
  private struct Batch {
    let predicted: Tensor
    let labels: Tensor
    let classes: IntegerTensor<UInt8>
    let oneHot: Tensor
    let targets: Tensor
    let weights: Tensor?
  }

  private static func batches(_ example: KerasCases.Case) -> (classes: Int, batches: [Batch]) {
    var numbers = CaseNumbers(case: example.number)
    let classes = 2 + numbers.below(4)
    let levels = Double(numbers.pick([0, 4, 199]))
    let isWeighted = numbers.below(2) == 1
    let batches = (0..<3).map { _ in
      let rows = 1 + numbers.below(6)
      let shape = Shape([rows, classes])
      var predicted = numbers.uniform(rows * classes, 0, 1)
      if levels > 0 {
        predicted = predicted.map { Float((Double($0) * levels + 0.5).rounded(.down) / levels) }
      }
      let labels = numbers.labels(rows * classes, classes: 2).map { Float($0) }
      let wanted = numbers.labels(rows, classes: classes)
      let targets = numbers.uniform(rows * classes, -2, 2)
      var weights = numbers.uniform(rows, 0, 2)
      for row in 0..<rows where numbers.below(4) == 0 { weights[row] = 0 }
      let oneHot = wanted.flatMap { label in (0..<classes).map { Float($0 == label ? 1 : 0) } }
      return Batch(
        predicted: Tensor(predicted, shape: shape), labels: Tensor(labels, shape: shape),
        classes: IntegerTensor<UInt8>(wanted.map { UInt8($0) }),
        oneHot: Tensor(oneHot, shape: shape),
        targets: Tensor(targets, shape: shape), weights: isWeighted ? Tensor(weights) : nil)
    }
    return (classes, batches)
  }

  /// The results after each batch.
  private static func results(of kind: String, _ example: KerasCases.Case) throws -> [Float] {
    let (classes, batches) = batches(example)
    func each<Kind: Metric>(_ metric: Kind, _ update: (inout Kind, Batch) -> Void) -> [Float] {
      var metric = metric
      return batches.map { batch in
        update(&metric, batch)
        return Float(metric.result)
      }
    }
    let threshold = Float(example.settings["threshold"] ?? 0.5)
    let classIndex = example.settings["class"].map { Int($0) }
    switch kind {
    case "mean": return each(Mean()) { $0.updateState($1.targets, sampleWeights: $1.weights) }
    case "sum": return each(Sum()) { $0.updateState($1.targets, sampleWeights: $1.weights) }
    case "sparse_categorical_accuracy":
      return each(SparseCategoricalAccuracy()) {
        $0.updateState(predicted: $1.predicted, expected: $1.classes, sampleWeights: $1.weights)
      }
    case "categorical_accuracy":
      return each(CategoricalAccuracy()) {
        $0.updateState(predicted: $1.predicted, expected: $1.oneHot, sampleWeights: $1.weights)
      }
    case "binary_accuracy":
      return each(BinaryAccuracy(threshold: threshold)) {
        $0.updateState(predicted: $1.predicted, expected: $1.labels, sampleWeights: $1.weights)
      }
    case "mean_squared_error":
      return each(MeanSquaredError()) {
        $0.updateState(predicted: $1.predicted, expected: $1.targets, sampleWeights: $1.weights)
      }
    case "precision":
      return each(Precision(threshold: threshold, classIndex: classIndex)) {
        $0.updateState(predicted: $1.predicted, expected: $1.labels, sampleWeights: $1.weights)
      }
    case "recall":
      return each(Recall(threshold: threshold, classIndex: classIndex)) {
        $0.updateState(predicted: $1.predicted, expected: $1.labels, sampleWeights: $1.weights)
      }
    case "auc":
      func setting(_ name: String) throws -> Int { Int(try #require(example.settings[name])) }
      let summations: [AUC.Summation] = [.interpolation, .minoring, .majoring]
      let auc = AUC(
        thresholds: try setting("thresholds"),
        curve: try setting("pr") == 1 ? .precisionRecall : .roc,
        summation: summations[try setting("summation")])
      return each(auc) {
        $0.updateState(predicted: $1.predicted, expected: $1.labels, sampleWeights: $1.weights)
      }
    default:
      try #require(kind == "confusion_matrix")
      var matrix = ConfusionMatrix(classes: classes)
      return batches.flatMap { batch in
        matrix.updateState(
          predicted: batch.predicted, expected: batch.classes, sampleWeights: batch.weights)
        return matrix.counts.joined().map { Float($0) }
      }
    }
  }

  private static let kinds = [
    "mean", "sum", "sparse_categorical_accuracy", "categorical_accuracy", "binary_accuracy",
    "mean_squared_error", "precision", "recall", "auc", "confusion_matrix",
  ]

  @Test("have the same results, with sample weights and without", arguments: kinds)
  func results(kind: String) throws {
    let fixture = try KerasCases("metrics")
    #expect(fixture.cases.count == Self.kinds.count)
    let cases = try #require(fixture.cases[kind])
    #expect(cases.count == 100)
    for example in cases {
      let error = relativeError(
        try Self.results(of: kind, example),
        try #require(fixture.output("results", of: example)))
      #expect(error <= 1e-6, "case \(example.number) of \(kind): \(example.settings)")
    }
  }
}
