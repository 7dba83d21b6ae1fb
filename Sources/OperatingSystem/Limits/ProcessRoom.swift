import COperatingSystem

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What this process can still have, found out by trying. Limits come from many places (the user's,
/// the control group's, the system's), and libraries abort where they meet them.
package enum ProcessRoom {
  /// How many threads can be started, up to a number that is wanted.
  package static func threads(upTo wanted: Int) -> Int {
    Int(tandem_startable_threads(Int32(clamping: wanted)))
  }

  /// How many files the process may have open; nil if the system does not tell.
  package static var openFileLimit: Int? {
    var limit = rlimit()
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    return getrlimit(resource, &limit) == 0 ? Int(clamping: limit.rlim_cur) : nil
  }

  /// How many files can be opened, up to a number that is wanted.
  package static func descriptors(upTo wanted: Int) -> Int {
    guard let limit = openFileLimit else { return wanted }
    var free = 0
    var descriptor: Int32 = 0
    while free < wanted, descriptor < limit, descriptor < Int32.max {
      if fcntl(descriptor, F_GETFD) < 0 { free += 1 }
      descriptor += 1
    }
    return free
  }

  /// Whether so many threads can be started.
  package static func hasThreads(_ count: Int) -> Bool { threads(upTo: count) == count }

  /// Whether so many files can be opened.
  package static func hasDescriptors(_ count: Int) -> Bool { descriptors(upTo: count) == count }

  /// Whether so many bytes more of the address space can be set aside.
  package static func hasAddresses(for bytes: Int) -> Bool { tandem_may_map(bytes, false) }

  /// Whether so many bytes more of data may be asked for, whether there is as much memory or not.
  package static func hasData(for bytes: Int) -> Bool { tandem_may_map(bytes, true) }

  /// Whether code may be generated and run.
  package static var allowsGeneratedCode: Bool { tandem_may_generate_code() }
}
