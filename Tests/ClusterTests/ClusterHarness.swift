import Cluster
import ClusterProtocol
import Foundation
import Sharding
import Synchronization
import TensorCore
import TestSupport
import Training
import ZeroMQ

/// What a run comes to, as far as another has to equal it.
struct RunBits: Sendable, Equatable {
  let weights: [UInt32]
  let counters: [Int64]
  let slots: [[UInt32]]
  let rounds: [UInt64]

  init<Program: TrainingProgram>(_ session: TrainingSession<Program>) {
    weights = session.weights.values.values.map(\.bitPattern)
    counters = session.weights.counters
    slots = session.optimizer.snapshot.map { $0.values.values.map(\.bitPattern) }
    rounds = session.record.roundDigests
  }
}

/// A coordinator and workers of one process, each on a thread, over real sockets.
struct ClusterHarness: Sendable {
  enum Transport: String, CaseIterable, Sendable { case shm, ipc, tcp }

  var transport = Transport.shm
  var job = JobConfiguration(epochs: 2, batchSize: 16, shards: 2, seed: 7)
  var examples = RandomExamples.splits(training: 150, validation: 40, test: 30)
  var workers = 2
  var threads = 1
  var deadAfter = Duration.seconds(6)

  /// What the plain loop makes of the same job.
  func single(_ program: some TrainingProgram = TinyProgram()) throws -> RunBits {
    RunBits(
      try SingleProcessLoop(
        program, configuration: job, examples: examples, team: .serial
      ).run())
  }

  /// Runs the job, workers and all.
  func run(
    _ program: some TrainingProgram = TinyProgram(),
    configure: (inout CoordinatorConfiguration) -> Void = { _ in },
    disturb: @escaping @Sendable (Endpoint) throws -> Void = { _ in }
  ) async throws -> RunBits {
    let coordinator = start(program, configure: configure)
    let endpoint = try await coordinator.endpoint()
    try disturb(endpoint)
    let crew = (0..<workers).map { _ in startWorker(program, at: endpoint) }
    let bits = try await coordinator.outcome.get()
    for worker in crew { try await worker.get() }
    return bits
  }

  /// A coordinator on its thread.
  struct RunningCoordinator: Sendable {
    let outcome: ThreadOutcome<RunBits>
    let events: EventList
    let listening: ThreadOutcome<Endpoint>

    func endpoint() async throws -> Endpoint { try await listening.get() }
  }

  func start(
    _ program: some TrainingProgram = TinyProgram(),
    configure: (inout CoordinatorConfiguration) -> Void = { _ in },
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) -> RunningCoordinator {
    let events = EventList()
    let directory = transport == .tcp ? nil : try? SocketDirectory(in: ["/tmp"])
    var configuration = CoordinatorConfiguration(
      job: job, instructionSet: .widest,
      endpoint: directory?.endpoint ?? .tcp(host: "127.0.0.1", port: "*"),
      minimumWorkers: workers)
    configuration.joinTimeout = .seconds(100)
    configuration.deadAfter = deadAfter
    configuration.sharesMemory = transport == .shm
    configuration.threads = threads
    configure(&configuration)
    let (settings, harness) = (configuration, self)
    let endpoint = Handover<Endpoint>()
    let outcome = ThreadOutcome<RunBits> {
      defer { directory?.remove() }
      do {
        let coordinator = try Coordinator(
          program, configuration: settings, shape: harness.job.shape(for: harness.examples),
          examples: harness.examples,
          weights: program.initialWeights(seed: harness.job.seed), context: Context(),
          report: { events.append($0) })
        endpoint.give(.success(coordinator.endpoint))
        return RunBits(try coordinator.run(shouldStop: shouldStop))
      } catch {
        endpoint.give(.failure(error))
        throw error
      }
    }
    return RunningCoordinator(
      outcome: outcome, events: events, listening: ThreadOutcome { try endpoint.take() })
  }

  func startWorker(
    _ program: some TrainingProgram = TinyProgram(), at endpoint: Endpoint,
    shouldStop: @escaping @Sendable () -> Bool = { false },
    report: @escaping @Sendable (WorkerEvent) -> Void = { _ in }
  ) -> ThreadOutcome<Void> {
    let threads = threads
    return ThreadOutcome {
      var configuration = WorkerConfiguration(endpoint: endpoint, threads: threads)
      configuration.giveUpAfter = .seconds(100)
      let worker = try Worker(
        program, configuration: configuration, context: Context(), report: report)
      try worker.run(shouldStop: shouldStop)
    }
  }
}

extension ClusterHarness {
  /// A job of so many shards, on so many workers.
  init(_ transport: Transport, workers: Int, shards: Int, batchSize: Int = 16) {
    self.init(transport: transport)
    self.workers = workers
    job.shards = shards
    job.batchSize = batchSize
  }
}

/// Events gathered from another thread.
final class EventList: Sendable {
  private let events = Mutex<[CoordinatorEvent]>([])

  func append(_ event: CoordinatorEvent) { events.withLock { $0.append(event) } }

  var all: [CoordinatorEvent] { events.withLock { $0 } }

  var lines: [String] { all.map(\.description) }
}

/// A value that one thread gives once and another waits for.
final class Handover<Value: Sendable>: Sendable {
  private let value = Mutex<Result<Value, any Error>?>(nil)
  private let bell = DispatchSemaphore(value: 0)

  func give(_ result: Result<Value, any Error>) {
    let isFirst = value.withLock { value in
      guard value == nil else { return false }
      value = result
      return true
    }
    if isFirst { bell.signal() }
  }

  func take() throws -> Value {
    bell.wait()
    bell.signal()
    return try value.withLock { try $0!.get() }
  }
}
