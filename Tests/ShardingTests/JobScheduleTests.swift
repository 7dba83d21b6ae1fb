import Sharding
import TestSupport
import Testing

@Suite("The schedule of a job", .computing)
struct JobScheduleTests {
  @Test("runs each epoch's training, then its validation, and the test at the end")
  func literal() {
    let schedule = JobSchedule(
      epochs: 2, batchSize: 4, shards: 2,
      trainingExamples: 9, validationExamples: 5, testExamples: 4)
    #expect(
      schedule.map {
        "\($0.index) \($0.phase) \($0.epoch).\($0.step) \($0.examples) v\($0.weightsVersion)"
      }
        == [
          "0 training 0.0 0..<4 v0", "1 training 0.1 4..<8 v1", "2 training 0.2 8..<9 v2",
          "3 validation 0.0 0..<4 v3", "4 validation 0.1 4..<5 v3",
          "5 training 1.0 0..<4 v3", "6 training 1.1 4..<8 v4", "7 training 1.2 8..<9 v5",
          "8 validation 1.0 0..<4 v6", "9 validation 1.1 4..<5 v6",
          "10 test 1.0 0..<4 v6",
        ])
    #expect(
      schedule.map(\.isLastOfPhase).indices(of: true).ranges.map(\.lowerBound) == [2, 4, 7, 9])
    #expect(schedule.trainingRounds == 6)
  }

  @Test("is one round of training at the least")
  func smallest() {
    let schedule = JobSchedule(
      epochs: 1, batchSize: 32, shards: 8,
      trainingExamples: 1, validationExamples: 0, testExamples: 0)
    #expect(schedule.count == 1)
    #expect(schedule[0].examples == 0..<1)
    #expect(schedule[0].plan == ShardPlan(examples: 1, shards: 8))
    #expect(schedule[0].isFirstOfPhase && schedule[0].isLastOfPhase)
  }

  @Test("of an evaluation is the test rounds alone, under the weights as given")
  func evaluation() {
    let schedule = JobSchedule.evaluation(batchSize: 32, shards: 2, testExamples: 50)
    #expect(schedule.isEvaluation)
    #expect(schedule.map(\.phase) == [.test, .test])
    #expect(schedule.map(\.examples) == [0..<32, 32..<50])
    #expect(schedule.allSatisfy { $0.weightsVersion == 0 && $0.epoch == 0 })
  }

  @Test(
    "goes through every split once a pass, with weights that age by one a training round",
    arguments: [(1, 32), (3, 32), (2, 50), (2, 1000), (3, 1)], [(100, 0, 0), (333, 77, 51)])
  func properties(loop: (epochs: Int, batch: Int), examples: (Int, Int, Int)) {
    let schedule = JobSchedule(
      epochs: loop.epochs, batchSize: loop.batch, shards: 3, trainingExamples: examples.0,
      validationExamples: examples.1, testExamples: examples.2)
    var version = 0
    var seen: [Phase: [Int]] = [:]
    for (index, round) in schedule.enumerated() {
      #expect(round.index == index)
      #expect(round.weightsVersion == version)
      #expect(round.examples.count == round.plan.examples)
      #expect(round.isFirstOfPhase == (round.examples.lowerBound == 0))
      #expect(round.isLastOfPhase == (round.step == schedule.rounds(in: round.phase) - 1))
      seen[round.phase, default: []] += round.examples
      if round.phase == .training { version += 1 }
    }
    #expect(version == schedule.trainingRounds)
    for phase in Phase.allCases {
      let passes = phase == .test ? 1 : loop.epochs
      let pass = Array(0..<schedule.examples(in: phase))
      #expect(seen[phase, default: []] == Array(repeatElement(pass, count: passes).joined()))
    }
  }

  @Test("places a node's examples within the split")
  func examplesOfNode() {
    let schedule = JobSchedule(
      epochs: 1, batchSize: 10, shards: 3,
      trainingExamples: 25, validationExamples: 0, testExamples: 0)
    #expect(schedule[2].examples(of: Node(lo: 1, hi: 3)) == 21..<25)
  }

  @Test("names what is wrong with values from outside")
  func problems() {
    func problem(
      epochs: Int = 1, batch: Int = 32, shards: Int = 2, training: Int = 9, validation: Int = 0,
      test: Int = 0
    ) -> String? {
      JobSchedule.problem(
        epochs: epochs, batchSize: batch, shards: shards, trainingExamples: training,
        validationExamples: validation, testExamples: test)
    }
    #expect(problem() == nil)
    #expect(problem(epochs: 0, training: 0, test: 1) == nil)
    #expect(problem(epochs: 0) == "epochs must be 1 to 1048576, not 0")
    #expect(problem(epochs: -1, training: 0) == "epochs must be 1 to 1048576, not -1")
    #expect(problem(batch: 0) == "the batch size must be 1 to 1099511627776, not 0")
    #expect(problem(shards: 65537) == "shards must be 1 to 65536, not 65537")
    #expect(problem(training: 0) == "training examples must be 1 to 1099511627776, not 0")
    #expect(problem(test: -1) == "test examples must be 0 to 1099511627776, not -1")
    #expect(problem(epochs: 0, training: 0) == "test examples must be 1 to 1099511627776, not 0")
    #expect(problem(epochs: 0, training: 0, validation: 3, test: 3) != nil)
  }

  @Test("does not overflow at its limits")
  func limits() {
    let most = JobSchedule.maximumExamples
    let schedule = JobSchedule(
      epochs: JobSchedule.maximumEpochs, batchSize: 1, shards: JobSchedule.maximumShards,
      trainingExamples: most, validationExamples: most, testExamples: most)
    #expect(schedule[schedule.count - 1].examples == most - 1..<most)
  }
}
