import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The descriptors 0, 1 and 2, which a process may be started without.
package enum StandardDescriptors {
  /// A bit for each that was closed.
  private static let closed = Atomic<UInt8>(0)

  /// Whether a descriptor was closed when the process began: what is written there is for nobody.
  package static func wasClosed(_ number: Int32) -> Bool {
    (0..<8).contains(number) && closed.load(ordering: .relaxed) & (1 << UInt8(number)) != 0
  }

  /// Puts something harmless where nothing is, before a file or a socket gets such a number and with
  /// it all that is meant for a person.
  package static func occupy() {
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(number, F_GETFD) == -1 && errno == EBADF {
      closed.bitwiseOr(1 << UInt8(number), ordering: .relaxed)
      place(at: number)
    }
  }

  /// The lowest number free is taken by whatever is opened, and all below this one are in use.
  private static func place(at number: Int32) {
    // Where there is no null device, a directory keeps the place: nothing can be read from it or
    // written to it.
    for (path, flags) in [("/dev/null", O_RDWR), ("/", O_RDONLY)] {
      let descriptor = open(path, flags)
      if descriptor == number { return }
      if descriptor >= 0 {
        dup2(descriptor, number)
        close(descriptor)
        return
      }
    }
  }
}
