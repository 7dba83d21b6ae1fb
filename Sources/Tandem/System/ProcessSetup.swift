import Files
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
    // Before anything is opened.
    StandardDescriptors.occupy()
    UnfinishedFile.prepare()
    Heap.keepFreedMemory()
    OpenFileLimit.raise()
    OneDNN.undoBinding()
    // A reader that went away shows as a failed write, not as a death.
    Interruption.ignore(SIGPIPE)
    // So does a limit on the size of files, which holds for shared memory too.
    Interruption.ignore(SIGXFSZ)
    // The system keeps no status of children whose end is ignored.
    Interruption.leave(SIGCHLD)
    // Whoever started this process may have blocked signals in the thread that did.
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in Interruption.signals { sigaddset(&wanted, number) }
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
    for number in Interruption.signals { Interruption.watch(number) }
    Patience.ends { Interruption.isWanted }
  }
}
