import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What every process of the command does first.
enum ProcessSetup {
  static func apply() {
    // A reader that went away shows as a failed write, not as a death.
    signal(SIGPIPE, SIG_IGN)
    Interruption.watch(SIGINT)
    Interruption.watch(SIGTERM)
  }
}
