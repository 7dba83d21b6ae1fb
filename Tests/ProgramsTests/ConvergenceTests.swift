import Datasets
import Foundation
import Programs
import TensorCore
import TestSupport
import Testing
import Training

@Suite("The digit classifier on MNIST", .blocking)
struct ConvergenceTests {
  private static let directory = ProcessInfo.processInfo.environment["TANDEM_DATA"]
    .flatMap { $0.isEmpty ? nil : $0 }
  private static let hint: Comment = "set TANDEM_DATA to a directory with MNIST's four files"

  private static func splits() throws -> ExampleSplits {
    try DigitClassifier().data(.path(try #require(directory))).examples()
  }

  private static func train(
    _ splits: ExampleSplits, _ configuration: JobConfiguration
  ) throws -> RunRecord {
    try SingleProcessLoop(
      DigitClassifier(), configuration: configuration, examples: splits,
      team: ThreadTeam(threads: Processors.available)
    ).run().record
  }

  private static func value(_ name: String, _ metrics: [NamedValue]) throws -> Double {
    try #require(metrics.first { $0.name == name }).value
  }

  @Test(
    "reads most of a thousand digits after seeing five thousand",
    .enabled(if: directory != nil, hint))
  func short() throws {
    let all = try Self.splits()
    let few = ExampleSplits(
      training: all.training[0..<5_000], validation: all.validation[0..<1_000],
      test: all.test[0..<1_000])
    let record = try Self.train(few, JobConfiguration(epochs: 1, shards: 2))
    #expect(try Self.value("sparse_categorical_accuracy", record.test) > 0.85)
    #expect(try Self.value("val_loss", record.epochs[0].metrics) < 0.5)
  }

  /// The lowest and highest of six seeds in Keras, for each epoch.
  private static let bands: [(accuracy: ClosedRange<Double>, loss: ClosedRange<Double>)] = [
    (0.9136...0.9154, 0.2857...0.2919), (0.9528...0.9552, 0.1573...0.1605),
    (0.9628...0.9645, 0.1279...0.1318),
  ]

  @Test(
    "lands in the bands of Keras over three epochs", .enabled(if: directory != nil, hint),
    arguments: [1, 2, 3] as [UInt64])
  func bands(seed: UInt64) throws {
    let record = try Self.train(
      try Self.splits(), JobConfiguration(epochs: 3, seed: seed))
    #expect(record.epochs.count == 3)
    for (epoch, band) in zip(record.epochs, Self.bands) {
      let accuracy = try Self.value("sparse_categorical_accuracy", epoch.metrics)
      let loss = try Self.value("loss", epoch.metrics)
      #expect(accuracy > band.accuracy.lowerBound - 0.003)
      #expect(accuracy < band.accuracy.upperBound + 0.003)
      #expect(loss > band.loss.lowerBound - 0.010 && loss < band.loss.upperBound + 0.010)
    }
    let last = try #require(record.epochs.last)
    #expect(try Self.value("val_sparse_categorical_accuracy", last.metrics) >= 0.964)
  }
}

@Suite("The digit classifier on synthetic digits", .blocking)
struct SyntheticConvergenceTests {
  @Test("finds them neither hopeless nor trivial: 90% to 99.5% after three epochs")
  func difficulty() throws {
    let record = try SingleProcessLoop(
      DigitClassifier(), configuration: JobConfiguration(epochs: 3),
      examples: DigitClassifier().data(.synthetic).examples(),
      team: ThreadTeam(threads: Processors.available)
    ).run().record
    let accuracy = try #require(
      record.test.first { $0.name == "sparse_categorical_accuracy" }
    ).value
    #expect(accuracy > 0.90 && accuracy < 0.995)
  }
}
