import Learning
import TensorCore
import TestSupport
import Testing
import Training

/// A program with metrics of any names and sizes, and nothing else.
private struct NamedMetrics: TrainingProgram {
  struct Metrics: MetricGroup {
    var all: [any Metric]
  }

  static let name = "named"
  let metrics: Metrics
  let model = Sequential(input: [12]) { Dense(3) }
  var optimizers: Optimizers { RMSprop() }
  let fields = TinyProgram.columns

  init() { self.init([]) }

  init(_ all: [any Metric]) {
    metrics = Metrics(all: all)
  }

  func trainStep(
    _ batch: Batch, in step: Step, updating metrics: inout Metrics
  ) -> Gradients {
    let tape = step.tape()
    return tape.gradients(of: model(batch[TinyProgram.image], training: true, on: tape))
  }

  func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics) {}
}

@Suite("Metrics that can't be told of", .computing)
struct MetricFaultTests {
  static let faults: [(metrics: [any Metric], problem: String)] = [
    (
      [Mean("seconds")],
      "the metric's name 'seconds' is already that of another member of the report"
    ),
    ([Mean("loss"), Sum("loss")], "two metrics are called 'loss'"),
    ([Mean("loss"), Mean("val_loss")], "two metrics are called 'val_loss'"),
    ([Mean("")], "a metric has no name"),
    (
      [ConfusionMatrix(classes: 40)],
      "their states hold 1601 numbers, and a message carries 1536"
    ),
  ]

  @Test("end a job before it begins, with words", arguments: faults.indices)
  func refused(index: Int) {
    let (metrics, problem) = Self.faults[index]
    let error = #expect(throws: TrainingError.self) {
      try SingleProcessLoop(
        NamedMetrics(metrics), configuration: JobConfiguration(epochs: 1),
        examples: RandomExamples.splits(training: 20, validation: 5, test: 5), team: .serial
      ).run()
    }
    #expect(error?.problem == problem && error?.fault == .input)
    #expect(error?.description.contains("gathering the metrics of the program named") == true)
  }

  @Test("are not those of any other name or size")
  func accepted() throws {
    let record = try SingleProcessLoop(
      NamedMetrics([Mean("loss"), AUC(), ConfusionMatrix(classes: 30)]),
      configuration: JobConfiguration(epochs: 1, batchSize: 10, shards: 2),
      examples: RandomExamples.splits(training: 20, validation: 5, test: 5), team: .serial
    ).run().record
    #expect(record.epochs[0].metrics.count == 6)
  }
}
