extension Message {
  var wire: Tandem_V1_Envelope.OneOf_Message {
    switch self {
    case .hello(let message): .hello(message.wire)
    case .welcome(let message): .welcome(message.wire)
    case .ready(let message): .ready(message.wire)
    case .refused(let message): .refused(message.wire)
    case .weights(let message): .weights(message.wire)
    case .work(let message): .work(message.wire)
    case .result(let message): .result(message.wire)
    case .heartbeat(let message): .heartbeat(message.wire)
    case .goodbye(let message): .goodbye(.with { $0.reason = Checked.sendable(message.reason) })
    case .cancel(let message): .cancel(.with { $0.firstRound = UInt64(message.firstRound) })
    case .abandon(let message): .abandon(.with { $0.reason = Checked.sendable(message.reason) })
    case .finish: .finish(Tandem_V1_Finish())
    }
  }

  init(wire: Tandem_V1_Envelope.OneOf_Message) throws(WireError) {
    switch wire {
    case .hello(let wire): self = .hello(try Hello(wire: wire))
    case .welcome(let wire): self = .welcome(try Welcome(wire: wire))
    case .ready(let wire): self = .ready(try Ready(wire: wire))
    case .refused(let wire): self = .refused(try Refused(wire: wire))
    case .weights(let wire): self = .weights(try Weights(wire: wire))
    case .work(let wire): self = .work(try Work(wire: wire))
    case .result(let wire): self = .result(try WorkResult(wire: wire))
    case .heartbeat(let wire): self = .heartbeat(try Heartbeat(wire: wire))
    case .goodbye(let wire):
      self = .goodbye(Goodbye(reason: try Checked.text(wire.reason, "the reason")))
    case .cancel(let wire):
      self = .cancel(
        Cancel(
          firstRound: try Checked.integer(
            wire.firstRound, "the first round that is wanted", in: WireLimits.rounds)))
    case .abandon(let wire):
      self = .abandon(Abandon(reason: try Checked.text(wire.reason, "the reason")))
    case .finish: self = .finish(Finish())
    }
  }
}
