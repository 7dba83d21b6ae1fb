import Dispatch
import Sharding
import SharedMemory
import Synchronization
import TensorCore

/// Where the thread of a loop and the thread of the socket meet: the one asks, waits and goes on when it is
/// answered, and the other answers between messages.
final class LoopChannel: Sendable {
  /// What a loop asks for.
  enum Request: Sendable {
    /// To complete rounds; others will probably follow.
    case run(Pass, ahead: [Pass])
    /// To put other weights in place.
    case replaceWeights(Weights)
    /// Nothing any more: it has come to its end, or has failed.
    case end(Result<Void, any Error>)
  }

  private struct State {
    var request: Request?
    /// What has ended the job, if anything has; every request fails from then on.
    var failure: (any Error)?
  }

  private let state = Mutex(State())
  private let isWaiting = Atomic(false)
  private let answered = DispatchSemaphore(value: 0)
  private let bell: Bell

  /// - Parameter bell: Wakes the thread of the socket.
  init(ringing bell: Bell) {
    self.bell = bell
  }

  // MARK: The loop's side

  /// Asks for something and waits until it is done.
  ///
  /// - Throws: What has ended the job.
  func ask(_ request: Request) throws {
    try post(request)
    answered.wait()
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// Says that nothing more will be asked for.
  func end(_ result: Result<Void, any Error>) { try? post(.end(result)) }

  private func post(_ request: Request) throws {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      state.request = request
      isWaiting.store(true, ordering: .releasing)
    }
    bell.ring()
  }

  // MARK: The coordinator's side

  /// Whether something is asked for that was not taken yet.
  var hasRequest: Bool { isWaiting.load(ordering: .acquiring) }

  /// What is asked for, once.
  func take() -> Request? {
    guard hasRequest else { return nil }
    return state.withLock { state in
      isWaiting.store(false, ordering: .releasing)
      defer { state.request = nil }
      return state.request
    }
  }

  /// Lets the loop go on.
  func answer() { answered.signal() }

  /// Has every request fail, now and from now on, so that the loop comes to an end.
  func close(_ failure: any Error) {
    let isFirst = state.withLock { state in
      guard state.failure == nil else { return false }
      state.failure = failure
      return true
    }
    if isFirst { answered.signal() }
  }
}
