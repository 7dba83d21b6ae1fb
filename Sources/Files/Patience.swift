import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How long to wait for whoever is to take what this process writes: for ever, but not once the
/// process is asked to stop.
///
/// The system breaks off only the calls of the thread that a signal happens to reach, and none that
/// begins a moment later; so nobody here waits in a call that does not end by itself.
package enum Patience {
  private struct State {
    var isStopWanted: (@Sendable () -> Bool)?
    var end: ContinuousClock.Instant?
    var hasRunOut = false
  }

  private static let state = Mutex(State())

  /// How long to wait before asking again.
  static let milliseconds: Int32 = 50
  /// What all that still waits has together, so that a reader who is only slow gets the last words.
  private static let grace = Duration.milliseconds(500)

  /// Sets what tells whether the process is asked to stop.
  package static func ends(when isStopWanted: @escaping @Sendable () -> Bool) {
    state.withLock { $0.isStopWanted = isStopWanted }
  }

  /// Whether something was not written because nobody took it in time.
  package static var hasRunOut: Bool { state.withLock { $0.hasRunOut } }

  /// Goes on waiting, unless it has been long enough.
  static func check() throws(SystemFailure) {
    let isOver = state.withLock { state in
      guard state.isStopWanted?() == true else { return false }
      let now = ContinuousClock.now
      let end = state.end ?? now + grace
      state.end = end
      if now >= end { state.hasRunOut = true }
      return now >= end
    }
    if isOver { throw .interrupted }
  }

  /// Waits a moment for what the system can't tell the coming of.
  static func pause() throws(SystemFailure) {
    try check()
    poll(nil, 0, milliseconds)
  }
}
