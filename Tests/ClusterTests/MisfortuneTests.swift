import Cluster
import ClusterProtocol
import Foundation
import Sharding
import Synchronization
import TensorCore
import TestSupport
import Testing
import Training
import ZeroMQ

@Suite("A cluster that meets misfortune", .serialized, .blocking)
struct MisfortuneTests {
  /// Sends frames to an endpoint as a stranger would.
  private static func send(_ messages: [[[UInt8]]], to endpoint: Endpoint) throws {
    let socket = try Socket(.dealer, in: Context())
    try socket.connect(to: endpoint)
    for message in messages {
      var outcome = Socket.SendOutcome.wouldBlock
      while outcome == .wouldBlock {
        outcome = try socket.send(message.map { Frame.copying($0) })
      }
    }
  }

  @Test(
    "drops and counts garbage, and trains as if nothing had come",
    arguments: ClusterHarness.Transport.allCases)
  func garbage(transport: ClusterHarness.Transport) async throws {
    let harness = ClusterHarness(transport: transport)
    let stranger = Envelope(
      jobID: 1, incarnation: 1,
      message: .heartbeat(Heartbeat(sequence: 0, progress: 0, round: 0)))
    var random = RandomStream(seed: 3, path: "garbage").sequence()
    let noise = (0..<200).map { length in (0..<length).map { _ in UInt8(random.nextWord() & 255) } }
    let coordinator = harness.start()
    let endpoint = try await coordinator.endpoint()
    // What comes at once before a first message was read is not even looked at.
    try Self.send([[WireCodec.encode(stranger)]], to: endpoint)
    try Self.send(
      noise.map { [$0] } + noise.map { [$0, $0, $0] }
        + [Array(repeating: [1, 2, 3], count: 100)],
      to: endpoint)
    let crew = (0..<harness.workers).map { _ in harness.startWorker(at: endpoint) }
    #expect(try await coordinator.outcome.get() == harness.single())
    for worker in crew { try await worker.get() }
    #expect(coordinator.events.lines.contains { $0.contains("dropped a message") })
  }

  @Test("takes in a worker that joins late, and keeps its bits")
  func lateWorker() async throws {
    var harness = ClusterHarness()
    // Long enough that the second worker comes into the middle of it.
    harness.job.epochs = 400
    harness.workers = 1
    let coordinator = harness.start()
    let endpoint = try await coordinator.endpoint()
    let first = harness.startWorker(at: endpoint)
    let hasStarted = await eventually {
      coordinator.events.all.contains(.notice(.started(workers: 1)))
    }
    #expect(hasStarted)
    let second = harness.startWorker(at: endpoint)
    #expect(try await coordinator.outcome.get() == harness.single())
    try await first.get()
    try await second.get()
    let joined = coordinator.events.all.count { if case .joined = $0 { true } else { false } }
    #expect(joined == 2)
  }

  @Test("ends with the name of a worker that falls silent")
  func silentWorker() async throws {
    var harness = ClusterHarness()
    harness.workers = 2
    harness.deadAfter = .milliseconds(1500)
    let coordinator = harness.start()
    let endpoint = try await coordinator.endpoint()
    let worker = harness.startWorker(at: endpoint)
    let over = Flag()
    let silent = ThreadOutcome { try SilentWorker.join(endpoint) { over.isRaised } }
    defer { over.raise() }
    do {
      _ = try await coordinator.outcome.get()
      Issue.record("the job ended well")
    } catch let failure as JobFailure {
      guard case .workerDied(let name, .silent) = failure.code else {
        Issue.record("\(failure)")
        return
      }
      #expect(name.contains("the silent one"))
    }
    over.raise()
    _ = try await silent.get()
    await #expect(throws: WorkerError.self) { try await worker.get() }
  }

  @Test(
    "ends when all workers are gone at the same moment",
    arguments: ClusterHarness.Transport.allCases)
  func allGone(transport: ClusterHarness.Transport) async throws {
    let harness = ClusterHarness(transport: transport, workers: 2)
    let over = Flag()
    let coordinator = harness.start()
    let endpoint = try await coordinator.endpoint()
    let crew = (1...2).map { instance in
      ThreadOutcome {
        try SilentWorker.join(endpoint, instance: UInt64(instance)) { over.isRaised }
      }
    }
    let hasStarted = await eventually {
      coordinator.events.all.contains(.notice(.started(workers: 2)))
    }
    #expect(hasStarted)
    over.raise()
    for worker in crew { _ = try await worker.get() }
    let failure = await #expect(throws: JobFailure.self) { try await coordinator.outcome.get() }
    guard case .workerDied(let name, _) = failure?.code else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(name.contains("the silent one"))
  }

  @Test("is told by both sides when somebody stops it")
  func interruption() async throws {
    var harness = ClusterHarness()
    harness.job.epochs = 1_000_000
    let stop = Flag()
    let coordinator = harness.start(shouldStop: { stop.isRaised })
    let endpoint = try await coordinator.endpoint()
    let crew = (0..<harness.workers).map { _ in harness.startWorker(at: endpoint) }
    let haveJoined = await eventually {
      coordinator.events.all.count { if case .joined = $0 { true } else { false } } == 2
    }
    #expect(haveJoined)
    stop.raise()
    await #expect(throws: JobFailure.self) { try await coordinator.outcome.get() }
    for worker in crew {
      let error = await #expect(throws: WorkerError.self) { try await worker.get() }
      #expect(error?.code == .abandoned("interrupted"))
    }
  }

  @Test(
    "stays at the end until its workers have heard of it and hung up",
    arguments: ClusterHarness.Transport.allCases)
  func leaving(transport: ClusterHarness.Transport) async throws {
    let harness = ClusterHarness(transport: transport, workers: 1)
    let (stop, told, over) = (Flag(), Flag(), Flag())
    let coordinator = harness.start(shouldStop: { stop.isRaised })
    let endpoint = try await coordinator.endpoint()
    let worker = ThreadOutcome {
      defer { told.raise() }
      return try SilentWorker.join(endpoint) { over.isRaised }
    }
    let hasJoined = await eventually {
      coordinator.events.all.contains(.notice(.started(workers: 1)))
    }
    #expect(hasJoined)
    stop.raise()
    await #expect(throws: JobFailure.self) { try await coordinator.outcome.get() }
    _ = await eventually(within: .seconds(5)) { told.isRaised }
    over.raise()
    let farewell = Message.abandon(Abandon(reason: "interrupted"))
    #expect(try await worker.get() == [farewell, farewell])
  }

  @Test("refuses a worker of another program, with the reason on both sides")
  func otherProgram() async throws {
    var harness = ClusterHarness()
    harness.workers = 1
    let coordinator = harness.start()
    let endpoint = try await coordinator.endpoint()
    let stranger = ThreadOutcome {
      let worker = try Worker(
        OtherProgram(), configuration: WorkerConfiguration(endpoint: endpoint),
        context: Context(), report: { _ in })
      try worker.run()
    }
    do {
      try await stranger.get()
      Issue.record("the stranger was let in")
    } catch let error as WorkerError {
      #expect(error.problem.contains("other") && error.problem.contains("tiny"))
    }
    let worker = harness.startWorker(at: endpoint)
    #expect(try await coordinator.outcome.get() == harness.single())
    try await worker.get()
    #expect(
      coordinator.events.lines.contains {
        $0.contains("refused") && $0.contains("other") && $0.contains("tiny")
      })
  }

  @Test("refuses a worker whose weights have other shapes")
  func otherShapes() async throws {
    var harness = ClusterHarness()
    harness.workers = 1
    let coordinator = harness.start()
    let endpoint = try await coordinator.endpoint()
    let stranger = ThreadOutcome {
      let worker = try Worker(
        WideProgram(), configuration: WorkerConfiguration(endpoint: endpoint),
        context: Context(), report: { _ in })
      try worker.run()
    }
    do {
      try await stranger.get()
      Issue.record("the stranger was let in")
    } catch let error as WorkerError {
      guard case .refused(let refused) = error.code else { throw error }
      #expect(refused.code == .weights)
    }
    let worker = harness.startWorker(at: endpoint)
    _ = try await coordinator.outcome.get()
    try await worker.get()
  }

  @Test("does not begin if the program can't take the examples")
  func unfitExamples() async throws {
    var harness = ClusterHarness()
    harness.examples = ExampleSplits(
      training: RandomExamples.make(20, inputs: 30, classes: 3, seed: 1),
      validation: RandomExamples.make(5, inputs: 30, classes: 3, seed: 1),
      test: RandomExamples.make(5, inputs: 30, classes: 3, seed: 1))
    let error = await #expect(throws: ExampleMismatch.self) {
      try await harness.start().outcome.get()
    }
    let found = Field.pixels("image", shape: [30]).specification
    #expect(error?.code == .field(TinyProgram.image.specification, found: found))
  }

  @Test("ends with a clear error, and tells the workers, when the gradients overflow")
  func notFinite() async throws {
    let harness = ClusterHarness()
    let listening = Handover<Endpoint>()
    let outcome = ThreadOutcome {
      let program = OverflowingProgram()
      let coordinator = try Coordinator(
        program,
        configuration: CoordinatorConfiguration(
          job: harness.job, instructionSet: .widest,
          endpoint: .tcp(host: "127.0.0.1", port: "*"), minimumWorkers: 1),
        shape: harness.job.shape(for: harness.examples), examples: harness.examples,
        weights: program.initialWeights(seed: 1), context: Context(), report: { _ in })
      listening.give(.success(coordinator.endpoint))
      _ = try coordinator.run()
    }
    let endpoint = try await ThreadOutcome { try listening.take() }.get()
    let worker = ThreadOutcome {
      try Worker(
        OverflowingProgram(), configuration: WorkerConfiguration(endpoint: endpoint),
        context: Context(), report: { _ in }
      ).run()
    }
    let error = await #expect(throws: TrainingError.self) { try await outcome.get() }
    #expect(error?.code == .notFinite && error?.epoch == 1 && error?.step == 1)
    #expect(error?.problem.contains("the loss is inf in") == true)
    #expect(error?.problem.contains("in the sum of shards 0 to 1, computed by worker 1") == true)
    do {
      try await worker.get()
      Issue.record("the worker believes that the job is done")
    } catch let error as WorkerError {
      #expect(error.problem.contains("computed by worker 1"))
    }
  }
}
