import ClusterProtocol
import Foundation
import Learning
import Synchronization
import TensorCore
import TestSupport
import Testing
import Training

@testable import Cluster

@Suite("A loop on a cluster", .serialized, .blocking)
struct ClusterLoopTests {
  private static func harness(
    _ transport: ClusterHarness.Transport, epochs: Int = 12
  ) -> ClusterHarness {
    var harness = ClusterHarness()
    harness.transport = transport
    harness.job.epochs = epochs
    return harness
  }

  /// A program that is run once in one process and once on workers, and what its loop has noted there.
  private func expectSameBits(
    _ transport: ClusterHarness.Transport,
    callbacks: @escaping @Sendable () -> [any Callback] = { [] },
    loop: @escaping @Sendable (TrainingLoop, (String) -> Void) throws -> Void
  ) async throws -> [String] {
    let harness = Self.harness(transport)
    let notes = Mutex<[String]>([])
    let program = LoopProgram(callbacks: callbacks()) { training in
      try loop(training) { note in notes.withLock { $0.append(note) } }
    }
    let single = try harness.single(program)
    let ofSingle = notes.withLock { found in
      defer { found = [] }
      return found
    }
    let cluster = try await harness.run(program)
    #expect(cluster == single)
    #expect(notes.withLock { $0 } == ofSingle)
    return ofSingle
  }

  @Test(
    "stops early after the same epoch with the same bits as in one process, the best weights restored",
    arguments: ClusterHarness.Transport.allCases)
  func earlyStopping(transport: ClusterHarness.Transport) async throws {
    let notes = try await expectSameBits(
      transport,
      callbacks: {
        [
          EarlyStopping(
            monitor: "val_loss", minDelta: 0.05, patience: 1, restoresBestWeights: true),
          ReduceLROnPlateau(monitor: "loss", factor: 0.5, patience: 0, minDelta: 0.2),
        ]
      },
      loop: { loop, note in
        try loop.fit()
        note("\(loop.epoch) epochs, rate \(loop.learningRate()), \(loop.record.test)")
      })
    // Before it would have ended anyway, and not after the first.
    let epochs = try #require(notes.first.flatMap { Int($0.prefix { $0 != " " }) })
    #expect((2..<12).contains(epochs))
  }

  @Test(
    "of steps, evaluations in their midst, other rates and other weights gives the same bits",
    arguments: ClusterHarness.Transport.allCases)
  func ownLoop(transport: ClusterHarness.Transport) async throws {
    let notes = try await expectSameBits(transport) { loop, note in
      let initial = loop.weights
      while loop.epoch < 3 {
        try loop.step()
        // Not what workers were told would follow.
        note("\(try loop.evaluate(.validation))")
        try loop.setLearningRate(loop.learningRate() * 0.7)
        if loop.epoch == 1 && loop.nextStep == 3 {
          let mixed = zip(loop.weights.values.values, initial.values.values).map { ($0 + $1) / 2 }
          try loop.replaceWeights(with: Weights(layout: initial.layout, values: Tensor(mixed)))
        }
        if loop.nextStep == 5 { note("\(try loop.trainEpoch())") }
      }
      try loop.evaluate(.test)
      note("\(loop.record.test)")
    }
    // Five validations and the rest of the epoch, three times, and the test.
    #expect(notes.count == 19)
  }

  @Test("may sleep for three times as long as a worker may be silent, and nobody is taken for dead")
  func slowLoop() async throws {
    var harness = Self.harness(.tcp, epochs: 2)
    harness.deadAfter = .milliseconds(1_200)
    let program = LoopProgram { loop in
      try loop.trainEpoch()
      // What is tried here; nothing waits for it to have an effect.
      Thread.sleep(forTimeInterval: 3.6)
      try loop.trainEpoch()
    }
    let coordinator = harness.start(program)
    let endpoint = try await coordinator.endpoint()
    let silences = Mutex<[WorkerEvent]>([])
    let crew = (0..<2).map { _ in
      harness.startWorker(
        program, at: endpoint,
        report: { event in
          if case .notice(.coordinatorSilent) = event { silences.withLock { $0.append(event) } }
        })
    }
    let bits = try await coordinator.outcome.get()
    for worker in crew { try await worker.get() }
    #expect(silences.withLock { $0.isEmpty })
    let plain = try harness.single(
      LoopProgram { loop in
        try loop.trainEpoch()
        try loop.trainEpoch()
      })
    #expect(bits == plain)
    #expect(!coordinator.events.all.contains { if case .left = $0 { true } else { false } })
  }

  @Test("takes part in by a worker that comes while the loop takes its time")
  func lateJoiner() async throws {
    let harness = Self.harness(.tcp, epochs: 2)
    let goOn = Flag()
    let program = LoopProgram { loop in
      try loop.trainEpoch()
      while !goOn.isRaised { Thread.sleep(forTimeInterval: 0.005) }
      try loop.trainEpoch()
    }
    let coordinator = harness.start(program)
    let endpoint = try await coordinator.endpoint()
    var crew = (0..<2).map { _ in harness.startWorker(program, at: endpoint) }
    #expect(
      await eventually { coordinator.events.all.contains { "\($0)".hasPrefix("started") } })
    crew.append(harness.startWorker(program, at: endpoint))
    let joined = await eventually {
      coordinator.events.all.count { if case .joined = $0 { true } else { false } } == 3
    }
    #expect(joined)
    goOn.raise()
    _ = try await coordinator.outcome.get()
    for worker in crew { try await worker.get() }
  }

  @Test("that throws ends the job with its error, and tells the workers")
  func throwing() async throws {
    let harness = Self.harness(.tcp)
    let program = LoopProgram { loop in
      try loop.trainEpoch()
      throw LoopError(.unknownDirection("return"))
    }
    let coordinator = harness.start(program)
    let endpoint = try await coordinator.endpoint()
    let crew = (0..<2).map { _ in harness.startWorker(program, at: endpoint) }
    await #expect(throws: LoopError(.unknownDirection("return"))) {
      try await coordinator.outcome.get()
    }
    for worker in crew {
      let error = await #expect(throws: WorkerError.self) { try await worker.get() }
      #expect(error?.code == .abandoned(LoopError(.unknownDirection("return")).problem))
    }
  }

  @Test("is left behind when somebody wants to stop, and every request of it fails from then on")
  func interrupted() async throws {
    let harness = Self.harness(.tcp)
    let (isBusy, stop, goOn) = (Flag(), Flag(), Flag())
    let left = Mutex<(any Error)?>(nil)
    let program = LoopProgram { loop in
      try loop.trainEpoch()
      isBusy.raise()
      while !goOn.isRaised { Thread.sleep(forTimeInterval: 0.005) }
      do { try loop.trainEpoch() } catch { left.withLock { $0 = error } }
    }
    let coordinator = harness.start(program, shouldStop: { stop.isRaised })
    let endpoint = try await coordinator.endpoint()
    let crew = (0..<2).map { _ in harness.startWorker(program, at: endpoint) }
    #expect(await eventually { isBusy.isRaised })
    stop.raise()
    let failure = await #expect(throws: JobFailure.self) { try await coordinator.outcome.get() }
    #expect(failure?.code == .interrupted)
    goOn.raise()
    #expect(await eventually { left.withLock { $0 != nil } })
    #expect(left.withLock { $0 as? JobFailure } == failure)
    for worker in crew { await #expect(throws: WorkerError.self) { try await worker.get() } }
  }
}
