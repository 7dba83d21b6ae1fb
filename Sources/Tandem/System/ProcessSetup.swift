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
    // Whoever started this process may have blocked signals in the thread that did.
    var wanted = sigset_t()
    sigemptyset(&wanted)
    sigaddset(&wanted, SIGINT)
    sigaddset(&wanted, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
    Interruption.watch(SIGINT)
    Interruption.watch(SIGTERM)
  }
}
