import Synchronization
import ZeroMQ

/// What a look finds, and how often it was looked.
final class FoundBox: Sendable {
  private let state: Mutex<(found: Reachability, count: Int)>

  init(_ found: Reachability) { state = Mutex((found, 0)) }

  var count: Int { state.withLock { $0.count } }

  func set(_ found: Reachability) { state.withLock { $0.found = found } }

  func take() -> Reachability {
    state.withLock { state in
      state.count += 1
      return state.found
    }
  }
}
