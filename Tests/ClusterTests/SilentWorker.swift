import Cluster
import ClusterProtocol
import Diagnostics
import Foundation
import TensorCore
import TestSupport
import Training
import ZeroMQ

/// A worker that joins a job properly and is never heard of again, its connection left open.
enum SilentWorker {
  static func join(_ endpoint: Endpoint, until isOver: () -> Bool) throws {
    let program = TinyProgram()
    let socket = try Socket(.dealer, in: Context())
    try socket.connect(to: endpoint)
    let hello = Hello(
      instance: 42, name: "the silent one", hostName: "elsewhere", processID: 1,
      identity: ProgramIdentity(of: program),
      supportedISAs: InstructionSet.supported.map(\.rawValue), isaIsFixed: false)
    var envelope = Envelope(jobID: 0, incarnation: 0, message: .hello(hello))
    try send(envelope, over: socket)
    while !isOver() {
      guard try socket.waitForMessage(milliseconds: 100), let frames = try socket.receive() else {
        continue
      }
      let answer = try WireCodec.decode(
        frames[0].bytes, payloadSizes: frames.dropFirst().map(\.count))
      switch answer.message {
      case .welcome(let welcome):
        envelope = Envelope(
          jobID: answer.jobID, incarnation: answer.incarnation,
          message: .ready(
            Ready(
              arithmetic: Arithmetic(
                of: program, on: .widest, for: welcome.job.schedule))))
        try send(envelope, over: socket)
      default: break
      }
    }
  }

  private static func send(_ envelope: Envelope, over socket: borrowing Socket) throws {
    while try socket.send([.copying(WireCodec.encode(envelope))]) != .sent {}
  }
}
