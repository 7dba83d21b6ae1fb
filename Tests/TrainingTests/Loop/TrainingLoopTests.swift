import Learning
import Synchronization
import TensorCore
import TestSupport
import Testing
import Training

@Suite("The loop of a program", .computing)
struct TrainingLoopTests {
  private static let splits = RandomExamples.splits(training: 50, validation: 13, test: 9)
  private static let job = JobConfiguration(epochs: 3, batchSize: 16, shards: 2)

  private func run(
    _ program: LoopProgram, job: JobConfiguration = job, on examples: ExampleSplits = splits
  ) throws -> TrainingSession<LoopProgram> {
    try SingleProcessLoop(
      program, configuration: job, examples: examples, team: .serial
    ).run()
  }

  private func expectEqual(
    _ one: TrainingSession<LoopProgram>, _ other: TrainingSession<LoopProgram>,
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(
      one.weights.values.isIdentical(to: other.weights.values), sourceLocation: location)
    #expect(one.record.roundDigests == other.record.roundDigests, sourceLocation: location)
    #expect(
      one.record.epochs.map(\.metrics) == other.record.epochs.map(\.metrics),
      sourceLocation: location)
    #expect(one.record.test == other.record.test, sourceLocation: location)
  }

  @Test("gives the bits of the ordinary training if it does the same by hand")
  func byHand() throws {
    let byHand = LoopProgram { loop in
      while loop.epoch < loop.epochs {
        try loop.trainEpoch()
        try loop.evaluate(.validation)
      }
      try loop.evaluate(.test)
    }
    try expectEqual(run(byHand), run(LoopProgram()))
  }

  @Test("gives them step by step, too, and finishes an epoch that was begun")
  func steps() throws {
    let byStep = LoopProgram { loop in
      while loop.epoch < loop.epochs {
        for _ in 0...loop.epoch { try loop.step() }
        #expect(loop.nextStep == loop.epoch + 1)
        let epoch = loop.epoch
        try loop.trainEpoch()
        #expect(loop.epoch == epoch + 1 && loop.nextStep == 0)
        try loop.evaluate(.validation)
      }
      try loop.evaluate(.test)
    }
    let session = try run(byStep)
    try expectEqual(session, run(LoopProgram()))
    #expect(session.record.epochs.allSatisfy { $0.steps == 4 })
  }

  @Test("may evaluate in the midst of an epoch, whose figures stay its own")
  func evaluationInEpoch() throws {
    let figures = Mutex<[[NamedValue]]>([])
    let eager = LoopProgram { loop in
      while loop.epoch < loop.epochs {
        let first = try loop.step()
        let validation = try loop.evaluate(.validation)
        let second = try loop.trainEpoch()
        figures.withLock { $0 += [first, validation, second] }
        try loop.evaluate(.validation)
      }
      try loop.evaluate(.test)
    }
    let (session, plain) = (try run(eager), try run(LoopProgram()))
    #expect(session.weights.values.isIdentical(to: plain.weights.values))
    #expect(session.record.epochs.map(\.metrics) == plain.record.epochs.map(\.metrics))
    let told = figures.withLock { $0 }
    #expect(told[1].map(\.name) == ["val_loss", "val_sparse_categorical_accuracy"])
    #expect(told[0] != told[2] && told[1] != told[4])
    for epoch in 0..<3 {
      #expect(told[3 * epoch + 2] == Array(plain.record.epochs[epoch].metrics.prefix(2)))
    }
  }

  @Test("ends when it wants to, and its session is what it came to")
  func until() throws {
    let program = LoopProgram { loop in
      while try loop.trainEpoch()["loss"] ?? 0 > 0.9 {}
    }
    let job = JobConfiguration(epochs: 1, batchSize: 16)
    let session = try run(program, job: job)
    let losses = session.record.epochs.compactMap { $0.metrics["loss"] }
    // More than were asked for, and no more than it took.
    #expect(losses.count > 1)
    #expect(losses.dropLast().allSatisfy { $0 > 0.9 } && losses.last ?? 1 <= 0.9)
    #expect(session.record.test.isEmpty)
  }

  @Test("keeps weights that stay as they are, and puts them back")
  func weights() throws {
    let program = LoopProgram { loop in
      let initial = loop.weights
      try loop.trainEpoch()
      #expect(!loop.weights.values.isIdentical(to: initial.values))
      let kept = KeptWeights(loop.weights)
      try loop.replaceWeights(with: initial)
      #expect(loop.weights.values.isIdentical(to: initial.values))
      try loop.trainEpoch()
      try loop.restore(kept)
      #expect(KeptWeights(loop.weights) == kept)
      #expect(try loop.evaluate(.test) == loop.record.test)
    }
    let session = try run(program)
    let once = try run(LoopProgram { try $0.trainEpoch() })
    #expect(session.weights.values.isIdentical(to: once.weights.values))
  }

  @Test("sets learning rates, as Float32 knows them, from the next update on")
  func learningRate() throws {
    let program = LoopProgram(optimizer: SGD(learningRate: 0.5)) { loop in
      #expect(loop.learningRate() == 0.5)
      try loop.step()
      try loop.setLearningRate(0.1)
      #expect(loop.learningRate(of: 0) == Double(Float(0.1)))
      try loop.trainEpoch()
      let before = loop.weights
      try loop.setLearningRate(0)
      try loop.trainEpoch()
      #expect(loop.weights.values.isIdentical(to: before.values))
      #expect(throws: LoopError(.impossibleRate(-1))) { try loop.setLearningRate(-1) }
      #expect(throws: LoopError.self) { try loop.setLearningRate(.nan) }
    }
    let session = try run(program)
    let unchanged = try run(LoopProgram(optimizer: SGD(learningRate: 0.5)) { try $0.trainEpoch() })
    #expect(!session.weights.values.isIdentical(to: unchanged.weights.values))
  }

  @Test("can't set a rate that follows a schedule, and says so")
  func scheduledRate() throws {
    let optimizer = SGD(learningRate: PiecewiseConstantDecay(boundaries: [2], values: [0.5, 0.25]))
    let program = LoopProgram(optimizer: optimizer) { loop in
      #expect(loop.learningRate() == 0.5)
      #expect(throws: LoopError(.rateFollowsSchedule(optimizer: 0))) {
        try loop.setLearningRate(0.1)
      }
      try loop.trainEpoch()
      #expect(loop.learningRate() == 0.25)
    }
    _ = try run(program)
    #expect(
      "\(LoopError(.rateFollowsSchedule(optimizer: 0)))".contains("follows a schedule"))
  }

  @Test("says which examples are missing")
  func missing() throws {
    let examples = RandomExamples.splits(training: 50, validation: 0, test: 0)
    let program = LoopProgram { loop in
      try loop.fit()
      #expect(loop.epoch == 3 && loop.exampleCount(of: .validation) == 0)
      #expect(throws: LoopError(.noExamples(.validation))) { try loop.evaluate(.validation) }
      try loop.evaluate(.test)
    }
    #expect(throws: LoopError(.noExamples(.test))) { try run(program, on: examples) }
  }

  @Test("keeps values by typed keys, which can be written down and read back")
  func state() throws {
    let best = LoopKey("best", initially: -Double.infinity)
    let names = LoopKey<[String]>("names", initially: [])
    var state = LoopState()
    #expect(state[best] == -.infinity && state[names].isEmpty)
    state[names].append("a")
    state[best] = 0.1 + 0.2
    let copy = try state.copiedThroughJSON()
    #expect(copy == state && copy[best] == 0.1 + 0.2 && copy[names] == ["a"])
    state[best] = .infinity
    #expect(state[best] == .infinity && state != copy)
  }
}
