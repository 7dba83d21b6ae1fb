import ClusterProtocol
import Diagnostics
import Foundation
import TensorCore
import TestSupport
import Training
import ZeroMQ

@testable import Cluster

/// A worker that joins a job properly and is never heard of again, its connection left open.
enum SilentWorker {
  /// Joins, and stays connected until it has been told the end twice, or until `isOver`.
  ///
  /// - Returns: What it was told at the end.
  @discardableResult
  static func join(
    _ endpoint: Endpoint, instance: UInt64 = 42, until isOver: () -> Bool
  ) throws -> [Message] {
    let program = TinyProgram()
    let socket = try Socket(.dealer, in: Context())
    try socket.connect(to: endpoint)
    let hello = Hello(
      instance: instance, name: "the silent one", hostName: "elsewhere", processID: 1,
      identity: ProgramIdentity(of: program, layers: program.declareLayers()),
      supportedISAs: InstructionSet.usable.map(\.rawValue), isaIsFixed: false)
    var envelope = Envelope(jobID: 0, incarnation: 0, message: .hello(hello))
    try send(envelope, over: socket)
    var farewells: [Message] = []
    var assembler = MessageAssembler()
    while !isOver(), farewells.count < 2 {
      guard try socket.waitForMessage(milliseconds: 100), let frames = try socket.receive() else {
        continue
      }
      guard let answer = try assembler.add(frames)?.envelope.get() else { continue }
      switch answer.message {
      case .welcome(let welcome):
        envelope = Envelope(
          jobID: answer.jobID, incarnation: answer.incarnation,
          message: .ready(
            Ready(
              arithmetic: Arithmetic(
                of: program, layers: program.declareLayers(), on: .widest,
                for: welcome.job.shape),
              declinesMemory: welcome.sharedMemory != nil)))
        try send(envelope, over: socket)
      case .abandon, .finish: farewells.append(answer.message)
      default: break
      }
    }
    return farewells
  }

  private static func send(_ envelope: Envelope, over socket: borrowing Socket) throws {
    while try socket.send([.copying(WireCodec.encode(envelope))]) != .sent {}
  }
}
