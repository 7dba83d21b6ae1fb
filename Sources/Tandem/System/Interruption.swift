import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The wish of the user to stop, as a signal brings it.
enum Interruption {
  /// The signals that stop a run: Ctrl-C, `kill`, and a terminal that is closed.
  static let signals = [SIGINT, SIGTERM, SIGHUP]

  private static let received = Atomic<Int32>(0)

  /// The signal that came, if one did.
  static var signal: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Whether to stop.
  static var isWanted: Bool { signal != nil }

  /// Takes note of a signal; a second one ends the process at once.
  ///
  /// A hang-up that whoever started this process chose to ignore, as `nohup` does, stays ignored.
  static func watch(_ number: Int32) {
    if number == SIGHUP && isIgnored(number) { return }
    setHandler(number) { number in
      if Interruption.received.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
    }
  }

  /// Leaves a signal to somebody else, such as the launcher of this process.
  static func ignore(_ number: Int32) {
    setHandler(number, SIG_IGN)
  }

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

  private static func setHandler(_ number: Int32, _ handler: sighandler?) {
    var action = sigaction()
    #if canImport(Darwin)
      action.__sigaction_u.__sa_handler = handler
    #else
      action.__sigaction_handler.sa_handler = handler
    #endif
    sigaction(number, &action, nil)
  }

  private typealias sighandler = @convention(c) (Int32) -> Void
}
