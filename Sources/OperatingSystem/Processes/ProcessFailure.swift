#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Why the system did not give a process, a thread or a pipe.
package struct ProcessFailure: Error, Hashable {
  /// The number of the reason.
  package let errno: Int32

  /// The system's own words for it.
  package var reason: String {
    // `strerror` shares one buffer between threads.
    var buffer = [CChar](repeating: 0, count: 256)
    return strerror_r(errno, &buffer, buffer.count) == 0
      ? String(path: buffer) : "error \(errno)"
  }
}
