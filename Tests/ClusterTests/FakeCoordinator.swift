import ClusterProtocol
import Foundation
import Sharding
import TensorCore
import TestSupport
import Training
import ZeroMQ

@testable import Cluster

/// What calls itself a coordinator and says what a test wants, over a real socket. Its calls block, so it
/// lives on a thread of its own.
final class FakeCoordinator {
  let endpoint: Endpoint
  var job: JobDescription
  private let socket: Socket
  private var peer: [UInt8] = []

  init(_ shape: JobShape, weights: WeightLayout, fields: [JobField] = .image(of: 12)) throws {
    socket = try Socket(.router, in: Context())
    endpoint = try socket.bind(to: .tcp(host: "127.0.0.1", port: "*"))
    job = JobDescription(
      program: TinyProgram.name, seed: 1, shape: shape, isa: InstructionSet.widest.rawValue,
      contributionCount: weights.contributionCount, weightCount: weights.count,
      fields: fields, heartbeatInterval: .milliseconds(100),
      deadAfter: .seconds(60))
  }

  /// Waits for a message of a kind, and remembers whom it came from; nil if none comes.
  func hear(_ isWanted: (Message) -> Bool) throws -> (message: Message, peer: [UInt8])? {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
      guard try socket.waitForMessage(milliseconds: 100), let frames = try socket.receive() else {
        continue
      }
      let envelope = try WireCodec.decode(
        frames[1].bytes, payloadSizes: frames.dropFirst(2).map(\.count))
      guard isWanted(envelope.message) else { continue }
      peer = frames[0].bytes
      return (envelope.message, peer)
    }
    return nil
  }

  func awaitHello() throws -> [UInt8]? {
    try hear { if case .hello = $0 { true } else { false } }?.peer
  }

  func awaitGoodbye() throws -> String? {
    let found = try hear { if case .goodbye = $0 { true } else { false } }
    guard case .goodbye(let goodbye) = found?.message else { return nil }
    return goodbye.reason
  }

  /// A training step of the first epoch as work for one node.
  func work(_ step: Int, _ node: Node = Node(shard: 0)) -> Message {
    let batch = Pass(.training, epoch: 0, of: job.shape)[step]
    return .work(Work(round: Round(index: step, batch: batch, weightsVersion: step), node: node))
  }

  /// Sends a message to whoever was heard last.
  func send(_ message: Message, payload: [[UInt8]] = []) throws {
    let envelope = Envelope(
      jobID: 7, incarnation: 1, message: message, payloadSizes: payload.map(\.count))
    let frames = [peer, WireCodec.encode(envelope)] + payload
    _ = try socket.send(frames.map { Frame.copying($0) })
  }

  func welcome(offering offer: SharedMemoryOffer? = nil) throws {
    try send(.welcome(Welcome(worker: 0, job: job, sharedMemory: offer)))
  }
}

/// A worker of a program and what it says, against a ``FakeCoordinator`` that a closure directs.
struct StagedWorker<Program: TrainingProgram, Found: Sendable>: Sendable {
  let coordinator: ThreadOutcome<Found>
  let worker: ThreadOutcome<Void>

  init(
    _ program: Program, _ shape: JobShape,
    shouldStop: @escaping @Sendable () -> Bool = { false },
    _ direct: @escaping @Sendable (FakeCoordinator) throws -> Found
  ) {
    let listening = Handover<Endpoint>()
    coordinator = ThreadOutcome {
      do {
        let fake = try FakeCoordinator(
          shape, weights: program.layout, fields: JobField.fields(of: program.fields))
        listening.give(.success(fake.endpoint))
        return try direct(fake)
      } catch {
        listening.give(.failure(error))
        throw error
      }
    }
    worker = ThreadOutcome {
      var configuration = WorkerConfiguration(endpoint: try listening.take())
      configuration.giveUpAfter = .seconds(60)
      try Worker(program, configuration: configuration, context: Context(), report: { _ in })
        .run(shouldStop: shouldStop)
    }
  }
}
