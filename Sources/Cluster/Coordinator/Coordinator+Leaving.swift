import ClusterProtocol
import ZeroMQ

extension Coordinator {
  /// How long workers may take to hang up at the end of a job.
  private static var patienceAtTheEnd: Duration { .milliseconds(300) }

  /// Waits for the workers to hang up, and reads what they still send.
  ///
  /// A TCP connection that is closed before everything was read is reset, and a reset throws away what
  /// the other side has not read yet: the last word of the coordinator among it.
  func takeLeave() throws {
    guard let farewell = machine.farewell else { return }
    let envelope = WireCodec.encode(machine.envelope(farewell))
    var staying = machine.peers
    let deadline = ContinuousClock.now + Self.patienceAtTheEnd
    while !staying.isEmpty, ContinuousClock.now < deadline {
      if try socket.waitForMessage(milliseconds: 2) { try answerLatecomer() }
      // Only to a worker that is gone there is no way any more.
      try staying.removeAll { peer in
        try socket.send([.copying(peer.bytes), .copying(envelope)]) == .unreachable
      }
    }
    // Who still has not hung up does not read either.
    if !staying.isEmpty { socket.abandonUnsent() }
  }

  private func answerLatecomer() throws {
    guard let frames = try socket.receive(), let id = frames.first,
      case .success(let envelope) = Incoming(frames: frames.dropFirst()).envelope
    else { return }
    try sendAnswers(to: .received(envelope, from: PeerID(bytes: id.bytes)))
  }

  /// Tells the machine of something when the outcome is settled, so that only what it sends matters.
  func sendAnswers(to event: CoordinatorMachine.Event) throws {
    for action in machine.handle(event, at: clock.now) {
      if case .send(let message, let peer, let content) = action {
        try send(message, to: peer, content)
      }
    }
  }
}
