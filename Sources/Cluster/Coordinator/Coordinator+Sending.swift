import ClusterProtocol
import Sharding
import SharedMemory
import TensorCore
import Training
import ZeroMQ

extension Coordinator {
  /// Takes note of what an update by some contributions is about to change.
  func broadcastChange(by contributions: [SparseVector], in round: Round) {
    if let runs = session.runsChanged(by: contributions, of: forms[round.stage], in: round) {
      broadcast.weightsChange(in: runs)
    } else {
      broadcast.weightsChange(from: session.weights.values)
    }
  }

  func send(
    _ message: Message, to peer: PeerID, _ content: CoordinatorMachine.Payload
  ) throws {
    session.enter(.broadcast)
    let (message, payload) = complete(message, with: content, for: peer)
    let envelope = encode(message, payloadSizes: payload.map(\.count))
    // All workers have new weights before any is woken up for them: whoever wakes up may want the
    // processor of this thread.
    if case .weights = message {} else { memory?.wakeReaders() }
    if case .cancel(let cancel) = message, awaitedResults[peer] != nil {
      expect(resultsFrom: peer) { $0.workCalledBack(before: cancel.firstRound) }
    }
    if leave(envelope, payload, in: message, for: peer) { return }
    if case .work = message { expect(resultsFrom: peer) { $0.workSent() } }
    switch try socket.send([.copying(peer.bytes), .copying(envelope)] + payload) {
    case .sent: break
    case .unreachable: consequences.append(.unreachable(peer))
    // A full queue means a peer that has not read for a thousand messages.
    case .wouldBlock, .torn:
      watch.cut(peer.bytes)
      consequences.append(.cutOff(peer, reason: "it does not read what it is sent"))
    }
  }

  /// Other results than before are awaited from a worker, which may send as much.
  func expect(resultsFrom peer: PeerID, _ change: (inout AwaitedResults) -> Void) {
    var awaited = awaitedResults[peer] ?? AwaitedResults()
    change(&awaited)
    awaitedResults[peer] = awaited
    watch.trust(
      peer.bytes, bytes: job.mostUnreadBytesOfWorker(awaiting: awaited.count),
      swiftly: awaited.count > 0)
  }

  /// The envelope of a message; the same weights go to many workers.
  private func encode(_ message: Message, payloadSizes: [Int]) -> [UInt8] {
    let envelope = machine.envelope(message, payloadSizes: payloadSizes)
    guard case .weights = message else { return WireCodec.encode(envelope) }
    if let last = lastWeights, last.envelope == envelope { return last.bytes }
    let bytes = WireCodec.encode(envelope)
    lastWeights = (envelope, bytes)
    return bytes
  }

  /// Leaves weights and work in the mailbox of a worker that has one; false if the socket has to take
  /// them.
  private func leave(
    _ envelope: [UInt8], _ payload: [Frame], in message: Message, for peer: PeerID
  ) -> Bool {
    guard let memory else { return false }
    switch message {
    case .weights(let weights) where weights.slot != nil:
      // Only who has said that it shares memory is told a slot.
      memory.opened(by: peer)
    // What calls work back goes where the work went, so as not to come before it.
    case .work where memory.isOpen(to: peer), .cancel where memory.isOpen(to: peer): break
    default: return false
    }
    return memory.send(envelope, payload, to: peer)
  }

  /// Adds to a message what only the driver knows, and its payload.
  private func complete(
    _ message: Message, with content: CoordinatorMachine.Payload, for peer: PeerID
  ) -> (message: Message, payload: [Frame]) {
    switch (message, content) {
    case (.weights(var weights), _):
      weights.counters = session.weights.counters
      guard case .weights = content else { return (.weights(weights), []) }
      let (message, payload) = broadcast.message(weights, session.weights.values, to: peer)
      return (.weights(message), [payload])
    case (.work(let work), .examples(let phase, let range)):
      let part = reader.examples(
        of: phase, epoch: work.round.epoch, range)
      return (message, part.columns.map { Frame(lending: $0) })
    case (.welcome(let welcome), .memoryOffer):
      return (.welcome(withOffer(welcome, to: peer)), [])
    case (.welcome, _):
      broadcast.forget(peer)
      return (message, [])
    default: return (message, [])
    }
  }

  private func withOffer(_ welcome: Welcome, to peer: PeerID) -> Welcome {
    var welcome = welcome
    do throws(SharedMemoryError) {
      welcome.sharedMemory = try memory?.offer(toWorker: welcome.worker, at: peer)
    } catch {
      report(.sharesNoMemory("\(error.activity): \(error.problem)"))
      consequences.append(.cannotOffer(peer))
    }
    return welcome
  }
}
