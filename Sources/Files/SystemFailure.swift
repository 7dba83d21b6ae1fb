#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What the operating system answered to a call that did not succeed.
package struct SystemFailure: Error, Hashable {
  /// The value of `errno` right after the call.
  package let code: Int32

  /// A failure of the kind that `errno` tells.
  package init(code: Int32) { self.code = code }

  /// The failure of the call just made on this thread.
  package static var current: SystemFailure { SystemFailure(code: errno) }

  /// The process was asked to stop before anybody took what it had to write: see ``Patience``.
  static let interrupted = SystemFailure(code: EINTR)

  /// Whether what could not be made in one way may well be in another: not on a full or broken disk.
  var leavesOtherWays: Bool { ![ENOSPC, EDQUOT, EFBIG, EIO].contains(code) }

  /// The system's own words for the failure: `No space left on device`.
  package var reason: String {
    // Whatever else a signal breaks off is begun anew.
    if self == .interrupted { return "interrupted while waiting for somebody to read it" }
    // `strerror` shares one buffer between threads.
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
