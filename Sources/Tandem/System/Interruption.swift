import Files
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The wish of the user, or of the system, to stop, as a signal brings it.
///
/// Whoever started this process may have chosen to ignore a signal. What that means is a matter of
/// convention, and differs:
/// - SIGTERM stops the process all the same: it is how everybody is told to stop.
/// - SIGINT is ignored for what a shell's script runs in the background, so that Ctrl-C means the
///   foreground only. From the keyboard it stays ignored; from a process, as by `kill -INT`, it is meant.
/// - SIGHUP is ignored by `nohup`, for the terminal and the shell that go away: it stays ignored.
/// - SIGXCPU stays ignored until the hard limit.
enum Interruption {
  /// The signals that stop a run: Ctrl-C, `kill`, a terminal that is closed, and processor time that
  /// is used up.
  static let signals = [SIGINT, SIGTERM, SIGHUP, SIGXCPU]

  private static let received = Atomic<Int32>(0)
  private static let ignoresKeyboard = Atomic(false)

  /// The signal that came, if one did.
  static var signal: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Whether to stop.
  static var isWanted: Bool { signal != nil }

  /// Why to stop, for a person who may not have asked for it.
  static var reason: String {
    signal == SIGXCPU
      ? "interrupted: the processor time that this process may use is used up (ulimit -t)"
      : "interrupted"
  }

  /// Takes note of a signal; a second one ends the process at once.
  static func watch(_ number: Int32) {
    if isIgnored(number) {
      switch number {
      case SIGTERM: break
      case SIGINT: ignoresKeyboard.store(true, ordering: .relaxed)
      default: return
      }
    }
    setHandler(number) { number, information, _ in
      // What the kernel sends for the terminal is told from what a process sends by a positive code.
      if number == SIGINT, let information, information.pointee.si_code > 0,
        Interruption.ignoresKeyboard.load(ordering: .relaxed)
      {
        return
      }
      let earlier = Interruption.received.exchange(number, ordering: .relaxed)
      // The system repeats this one each second; there is time left until it kills.
      if earlier != 0 && number != SIGXCPU {
        UnfinishedFile.removeAll()
        _exit(128 + number)
      }
    }
  }

  /// Leaves a signal to somebody else, such as the launcher of this process.
  static func ignore(_ number: Int32) { signalDisposition(number, SIG_IGN) }

  /// Lets a signal do what it does by itself.
  static func leave(_ number: Int32) { signalDisposition(number, SIG_DFL) }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    #if canImport(Darwin)
      let handler = action.__sigaction_u.__sa_handler
    #else
      let handler = action.__sigaction_handler.sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func setHandler(_ number: Int32, _ handler: @escaping Handler) {
    var action = sigaction()
    // Not on the stack of whoever computes: see `BackgroundThread.useSignalStack()`.
    action.sa_flags = SA_SIGINFO | Int32(SA_ONSTACK)
    #if canImport(Darwin)
      action.__sigaction_u.__sa_sigaction = handler
    #else
      action.__sigaction_handler.sa_sigaction = handler
    #endif
    sigaction(number, &action, nil)
  }

  private typealias Handler =
    @convention(c) (Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?) -> Void
}

// Within the type, `signal` is the one that came.
private func signalDisposition(
  _ number: Int32, _ disposition: (@convention(c) (Int32) -> Void)?
) {
  _ = signal(number, disposition)
}
