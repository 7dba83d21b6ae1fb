import Learning
import Sharding
import TensorCore
import TestSupport
import Testing
import Training

@Suite("The record of a run", .computing)
struct RunRecordTests {
  /// Feeds made-up states to a session: metric `m` of round `r` has the total `totals[r] + m`.
  private static func record(_ schedule: JobSchedule, totals: [Double]) throws -> RunRecord {
    let program = TinyProgram()
    let weights = program.initialWeights(seed: 1)
    let session = TrainingSession(program, shape: schedule.shape, weights: weights, team: .serial)
    for round in schedule {
      let states = (0..<2).map {
        MetricState(
          total: totals[round.index] + Double($0), count: round.examples.count)
      }
      let gradients: Tensor? =
        round.phase == .training ? .zeros([weights.layout.trainableCount]) : nil
      let root = ReductionTree(shards: schedule.shards).root
      try session.complete(
        round, with: [(root, NodeResult(contribution: gradients, metrics: states))])
    }
    return session.record
  }

  @Test("has each epoch's means over examples, begun anew with each pass")
  func epochs() throws {
    // Rounds: 3 training (4, 4, 2 examples), 2 validation (4, 1), twice; then 1 test (3).
    let schedule = JobSchedule(
      epochs: 2, batchSize: 4, shards: 3, trainingExamples: 10, validationExamples: 5,
      testExamples: 3)
    let record = try Self.record(
      schedule, totals: [1, 2, 4, 10, 20, 100, 200, 400, 1_000, 2_000, 30])
    let accuracy = "sparse_categorical_accuracy"
    #expect(record.metricNames == ["loss", accuracy])
    #expect(record.epochs.map(\.epoch) == [1, 2] && record.epochs.map(\.steps) == [3, 3])
    #expect(
      record.epochs[0].metrics == [
        NamedValue("loss", 0.7), NamedValue(accuracy, 1),
        NamedValue("val_loss", 6), NamedValue("val_" + accuracy, 6.4),
      ])
    #expect(
      record.epochs[1].metrics == [
        NamedValue("loss", 70), NamedValue(accuracy, 70.3),
        NamedValue("val_loss", 600), NamedValue("val_" + accuracy, 600.4),
      ])
    #expect(record.test == [NamedValue("loss", 10), NamedValue(accuracy, 31.0 / 3)])
    #expect(record.roundDigests.count == 11 && Set(record.roundDigests).count == 11)
    #expect(
      record.lastStates == [MetricState(total: 30, count: 3), MetricState(total: 31, count: 3)])
    #expect(record.epochs.allSatisfy { $0.seconds >= 0 && $0.validationSeconds >= 0 })
  }

  @Test("adds each round once, in order: adding twice would keep the mean but not its bits")
  func addedOnce() throws {
    let schedule = JobSchedule(
      epochs: 1, batchSize: 4, shards: 1, trainingExamples: 10, validationExamples: 0,
      testExamples: 0)
    let totals = [0.65, 0.79, 0.09]
    let record = try Self.record(schedule, totals: totals)
    let twice = totals.reduce(0) { $0 + $1 + $1 } / 20
    #expect(record.epochs[0].metrics[0].value == totals.reduce(0, +) / 10)
    #expect(record.epochs[0].metrics[0].value != twice, "the totals were chosen to tell")
  }

  @Test("ends an epoch with its training where there is no validation")
  func noValidation() throws {
    let schedule = JobSchedule(
      epochs: 2, batchSize: 4, shards: 1, trainingExamples: 4, validationExamples: 0,
      testExamples: 0)
    let record = try Self.record(schedule, totals: [2, 8])
    #expect(
      record.epochs.map { $0.metrics[0] } == [NamedValue("loss", 0.5), NamedValue("loss", 2)])
    #expect(record.epochs.allSatisfy { $0.metrics.count == 2 && $0.validationSeconds == 0 })
    #expect(record.test.isEmpty)
  }

  @Test(
    "counts each example exactly once in every pass",
    arguments: [(7, 1), (7, 8), (16, 3), (1_000, 5)])
  func counts(batchSize: Int, shards: Int) throws {
    let observer = RecordingObserver()
    _ = try SingleProcessLoop(
      TinyProgram(),
      configuration: JobConfiguration(epochs: 3, batchSize: batchSize, shards: shards),
      examples: RandomExamples.splits(training: 50, validation: 13, test: 9), team: .serial
    ).run(observer: observer)
    #expect(observer.counts == [.training: 150, .validation: 39, .test: 9])
  }
}
