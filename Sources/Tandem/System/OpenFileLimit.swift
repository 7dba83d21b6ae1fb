import Diagnostics
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How many files this process may have open: pipes, sockets and shared memory among them.
enum OpenFileLimit {
  /// What libraries, I/O threads and the launch of a process need besides.
  private static let base = 256
  /// Pipes, a socket and blocks of memory.
  private static let perWorker = 16

  /// Raises the limit as far as this user may, but not beyond what makes sense.
  static func raise() {
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return }
    limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 65_536))
    setrlimit(resource, &limit)
  }

  /// Refuses to launch more workers than there are files for, before anything is begun.
  static func check(forWorkers workers: Int) throws(LimitTooLow) {
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return }
    let needed = base + perWorker * workers
    if limit.rlim_cur < needed {
      throw LimitTooLow(limit: Int(limit.rlim_cur), needed: needed, workers: workers)
    }
  }

  /// The process may have too few files open.
  struct LimitTooLow: ActionableError {
    let limit: Int
    let needed: Int
    let workers: Int

    var activity: String { "launching \(workers) \(workers == 1 ? "worker" : "workers")" }
    var problem: String { "this process may have \(limit) files open, and needs \(needed)" }
    var remedy: String { "Raise the limit (ulimit -n \(needed)), or launch fewer workers." }
    var fault: Fault { .input }
  }

  #if canImport(Glibc)
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #else
    private static let resource = RLIMIT_NOFILE
  #endif
}
