import Learning
import TensorCore
import TestSupport
import Testing

@testable import Training

@Suite("The audit of a program of several optimizers", .computing)
struct AuditGroupsTests {
  private static func steps<Program: TrainingProgram>(
    _ program: Program, batchSize: Int = 20
  ) throws -> [AuditStep] {
    let directory = try ScratchDirectory()
    let writer = try AuditWriter(path: directory.file("a"))
    let observer = AuditObserver(
      writer, header: SampleAudit.header(), metricNames: program.metrics.names)
    _ = try SingleProcessLoop(
      program, configuration: JobConfiguration(epochs: 1, batchSize: batchSize, shards: 2),
      examples: RandomExamples.splits(training: 20, validation: 0, test: 0), team: .serial
    ).run(observer: observer)
    try observer.finish()
    try writer.close()
    return try AuditReader(path: directory.file("a")).sections[0].allSteps()
  }

  @Test("tells what each group was divided by, its norm and its rate, causes before effects")
  func entries() throws {
    let names = try Self.steps(WeightedProgram())[1].entries.map(\.name)
    #expect(
      names == [
        "metrics loss", "metrics sparse_categorical_accuracy", "denominators 0", "denominators 1",
        "gradients dense/kernel", "gradients dense/bias", "gradients dense_1/kernel",
        "gradients dense_1/bias", "norms 0", "learning rates 0", "learning rates 1",
        "slots velocity dense/kernel", "slots velocity dense/bias", "weights dense/kernel",
        "weights dense/bias", "weights dense_1/kernel", "weights dense_1/bias",
      ])
  }

  @Test("tells the gradients of the groups that a step updates, and no others")
  func stage() throws {
    let steps = try Self.steps(FollowingProgram(), batchSize: 10)
    let gradients = steps[1].entries.map(\.name).filter { $0.hasPrefix("gradients") }
    #expect(
      gradients == [
        "gradients dense/kernel", "gradients dense/bias", "gradients batch_normalization/gamma",
        "gradients batch_normalization/beta",
      ])
    func digest(_ step: Int, _ name: String) -> AuditDigest? {
      steps[step].entries.first { $0.name == name }?.digest
    }
    // What follows changes, what is not updated does not, slots and all.
    for (name, changes) in [
      ("weights dense_1/kernel", true), ("weights dense_2/kernel", false),
      ("slots velocity dense/kernel", true), ("slots velocity dense_2/kernel", false),
      ("weights batch_normalization/moving_mean", true),
    ] {
      #expect((digest(1, name) != digest(2, name)) == changes)
      #expect(digest(1, name) != nil)
    }
  }
}
