import Foundation
import TensorCore

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
    Heap.keepFreedMemory()
    OpenFileLimit.raise()
    // A reader that went away shows as a failed write, not as a death.
    signal(SIGPIPE, SIG_IGN)
    // So does a limit on the size of files, which holds for shared memory too.
    signal(SIGXFSZ, SIG_IGN)
    // Whoever started this process may have blocked signals in the thread that did.
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in Interruption.signals { sigaddset(&wanted, number) }
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
    for number in Interruption.signals { Interruption.watch(number) }
  }
}
