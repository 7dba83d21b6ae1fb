import ClusterProtocol
import Foundation
import Sharding
import TensorCore
import TestSupport
import Testing
import Training

@testable import Cluster

@Suite("A worker of what only calls itself a coordinator", .serialized, .blocking)
struct FalseCoordinatorTests {
  private static let shape = JobShape(batchSize: 4, shards: 1, trainingExamples: 8)

  /// What ended a worker.
  private static func end(of worker: ThreadOutcome<Void>) async -> WorkerError.Code? {
    do {
      try await worker.get()
      return nil
    } catch {
      return (error as? WorkerError)?.code
    }
  }

  @Test("ends the connection at a frame larger than its own program calls for")
  func hugeFrame() async throws {
    let staged = StagedWorker(TinyProgram(), Self.shape) { fake in
      let first = try fake.awaitHello()
      let heartbeat = Message.heartbeat(Heartbeat(sequence: 0, progress: 0, round: 0))
      try fake.send(heartbeat, payload: [[UInt8](repeating: 0, count: 17 << 20)])
      var next = try fake.awaitHello()
      while next != nil, next == first { next = try fake.awaitHello() }
      try fake.send(.refused(Refused(.over, worker: "", job: "")))
      return next != nil
    }
    #expect(try await staged.coordinator.get())
    #expect(await Self.end(of: staged.worker) == .refused(Refused(.over, worker: "", job: "")))
  }

  @Test("connects anew for a job that sends larger frames, and computes it")
  func largeFrames() async throws {
    let count = 1_500_000
    let shape = JobShape(batchSize: count, shards: 1, trainingExamples: count)
    let staged = StagedWorker(TinyProgram(), shape) { fake in
      let first = try fake.awaitHello()
      try fake.welcome()
      var second = try fake.awaitHello()
      while second != nil, second == first { second = try fake.awaitHello() }
      try fake.welcome()
      _ = try fake.hear { if case .ready = $0 { true } else { false } }
      let weights = [UInt8](repeating: 0, count: 4 * fake.job.weightCount)
      try fake.send(.weights(Weights(version: 0)), payload: [weights])
      try fake.send(
        fake.work(0),
        payload: [[UInt8](repeating: 1, count: 12 * count), [UInt8](repeating: 0, count: count)])
      let result = try fake.hear { if case .result = $0 { true } else { false } }
      try fake.send(.finish(Finish()))
      return first != second && result != nil
    }
    #expect(try await staged.coordinator.get())
    try await staged.worker.get()
  }

  @Test("leaves a job whose work is not of the size that was announced, and says why")
  func otherSize() async throws {
    let staged = StagedWorker(TinyProgram(), Self.shape) { fake in
      _ = try fake.awaitHello()
      try fake.welcome()
      _ = try fake.hear { if case .ready = $0 { true } else { false } }
      try fake.send(
        fake.work(0),
        payload: [[UInt8](repeating: 0, count: 4 * 784), [0, 0, 0, 0]])
      return try fake.awaitGoodbye()
    }
    let reason =
      "was sent 4 examples of round 0 as 3136 and 4 bytes, where the job announced 48 and 4 bytes"
    #expect(try await staged.coordinator.get() == reason)
    #expect(await Self.end(of: staged.worker) == .impossible(reason))
  }

  @Test("refuses a job that its memory is too small for, before it computes anything")
  func hugeJob() async throws {
    let shape = JobShape(
      batchSize: 1 << 40, shards: 1, trainingExamples: 1 << 40,
      validationExamples: 1 << 40, testExamples: 1 << 40)
    let gate = GatedProgram.Gate()
    let staged = StagedWorker(GatedProgram(gate: gate), shape) { fake in
      _ = try fake.awaitHello()
      try fake.welcome()
      return try fake.awaitGoodbye()
    }
    let reason = try #require(try await staged.coordinator.get())
    #expect(reason.hasPrefix("a shard of 1099511627776 examples needs about "))
    #expect(reason.hasSuffix("choose a smaller batch or more shards"))
    #expect(await Self.end(of: staged.worker) == .unsuitable(reason))
    #expect(!gate.reached.isRaised)
  }

  @Test("opens no memory that is offered over a network")
  func offerOverNetwork() async throws {
    let staged = StagedWorker(TinyProgram(), Self.shape) { fake in
      _ = try fake.awaitHello()
      try fake.welcome(
        offering: SharedMemoryOffer(
          token: 1, processID: 1, weightsDescriptor: 0, gradientsDescriptor: 1, gradientSlots: 1,
          mailboxDescriptor: 2, workSlotBytes: 4096, coordinatorBell: 1, workerBell: 0))
      let ready = try fake.hear { if case .ready = $0 { true } else { false } }
      try fake.send(.finish(Finish()))
      return ready?.message
    }
    guard case .ready(let ready) = try await staged.coordinator.get() else {
      Issue.record("not ready")
      return
    }
    #expect(!ready.sharesMemory)
    try await staged.worker.get()
  }

  @Test("shows signs of life while its probe takes long, and stops in the middle of it")
  func interruptedProbe() async throws {
    let (gate, stop) = (GatedProgram.Gate(), Flag())
    defer { gate.open() }
    let staged = StagedWorker(
      GatedProgram(gate: gate), Self.shape, shouldStop: { stop.isRaised }
    ) { fake in
      _ = try fake.awaitHello()
      try fake.welcome()
      for _ in 0..<3 { _ = try fake.hear { if case .heartbeat = $0 { true } else { false } } }
      stop.raise()
      return try fake.awaitGoodbye()
    }
    #expect(try await staged.coordinator.get() == "interrupted")
    #expect(await Self.end(of: staged.worker) == .interrupted)
    #expect(gate.reached.isRaised)
  }

  @Test("hears that the job is given up while its probe takes long")
  func abandonedProbe() async throws {
    let gate = GatedProgram.Gate()
    defer { gate.open() }
    let staged = StagedWorker(GatedProgram(gate: gate), Self.shape) { fake in
      _ = try fake.awaitHello()
      try fake.welcome()
      _ = try fake.hear { if case .heartbeat = $0 { true } else { false } }
      try fake.send(.abandon(Abandon(reason: "enough")))
    }
    try await staged.coordinator.get()
    #expect(await Self.end(of: staged.worker) == .abandoned("enough"))
  }
}

@Suite("Long work of a coordinator and of one process", .blocking)
struct LongWorkTests {
  @Test("of a probe is left behind when somebody wants to stop")
  func probe() async throws {
    let gate = GatedProgram.Gate()
    defer { gate.open() }
    let shape = JobShape(batchSize: 4, shards: 1, trainingExamples: 8)
    let probe = ThreadOutcome {
      JobProbe.run(GatedProgram(gate: gate), on: .widest, for: shape) {
        gate.reached.isRaised
      }
    }
    #expect(try await probe.get() == nil)
  }

  @Test("of a step is left behind when somebody wants to stop")
  func step() async throws {
    let gate = GatedProgram.Gate()
    defer { gate.open() }
    let examples = RandomExamples.splits(training: 8, validation: 0, test: 0)
    let run = ThreadOutcome {
      _ = try SingleProcessLoop(
        GatedProgram(gate: gate), configuration: JobConfiguration(), examples: examples,
        team: .serial
      ).run { gate.reached.isRaised }
    }
    await #expect(throws: TrainingError(code: .interrupted, epoch: 1, step: 1)) {
      try await run.get()
    }
  }
}
