import Foundation

@testable import Training

/// Reports for the tests of this folder.
enum SampleReports {
  static let digest = String(repeating: "9f", count: 32)

  static func epoch(_ number: Int, loss: Double = 0.2567) -> EpochReport {
    EpochReport(
      epoch: number,
      metrics: [
        NamedValue("loss", loss), NamedValue("sparse_categorical_accuracy", 0.9258),
        NamedValue("val_loss", 0.1132), NamedValue("val_sparse_categorical_accuracy", 0.9662),
      ],
      steps: 1563, seconds: 1.25, validationSeconds: 0.125,
      stepMilliseconds: StepMilliseconds(mean: 0.8, median: 0.75, p95: 1.1))
  }

  static let single = StepBreakdown.single(
    StepBreakdown.Single(compute: 0.5, reduceAndUpdate: 0.0625, other: 0.25))

  static let cluster = StepBreakdown.cluster(
    coordinator: StepBreakdown.Coordinator(
      wait: 0.75, receive: 0.125, reduceAndUpdate: 0.0625, broadcast: 0.25, other: 0.03125),
    workers: [
      StepBreakdown.Worker(worker: "worker 1", compute: 0.5, wait: 0.5, send: 0.125, other: 0),
      StepBreakdown.Worker(worker: "worker 2", compute: 0.25, wait: 0.75, send: 0.125, other: 0),
    ])

  static func run(
    _ mode: RunReport.Mode, losses: [Double] = [0.2567], weights: String = digest
  ) -> RunReport {
    var report = RunReport(
      program: "digit-classifier", mode: mode, workers: mode == .single ? 0 : 2, shards: 2,
      batchSize: 32, seed: UInt64.max, transport: mode == .single ? nil : "ipc", isa: "avx512",
      threads: 1,
      dataset: DatasetReport(
        name: "mnist", sha256: "ab12", trainExamples: 50_000, validationExamples: 10_000))
    report.epochs = losses.enumerated().map { epoch($0 + 1, loss: $1) }
    report.test = [NamedValue("loss", 0.12), NamedValue("sparse_categorical_accuracy", 0.9641)]
    report.weightsSHA256 = weights
    report.startSeconds = mode == .single ? nil : 0.375
    report.breakdown = mode == .single ? single : cluster
    report.events = [
      RunEvent(
        time: Date(timeIntervalSince1970: 1.5), kind: "joined", worker: "worker-1",
        details: ["node": .integer(3), "late": .flag(false), "host": .text("a\"b")])
    ]
    return report
  }
}
