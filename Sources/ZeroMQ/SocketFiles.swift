import OperatingSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The files of the Unix-domain sockets at which a ``Socket`` listens. libzmq leaves them behind.
final class SocketFiles {
  private var files: [(path: String, device: dev_t, number: ino_t)] = []

  /// Takes note of a file that was just made.
  func add(_ path: String) {
    var status = stat()
    if lstat(path, &status) == 0 { files.append((path, status.st_dev, status.st_ino)) }
  }

  /// Removes them, but not what somebody else has put in their place.
  func remove() {
    for file in files {
      var status = stat()
      if lstat(file.path, &status) == 0, status.st_dev == file.device,
        status.st_ino == file.number
      {
        unlink(file.path)
      }
    }
    files = []
  }
}
