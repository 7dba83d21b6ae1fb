#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension OutputFile {
  /// What a file that is to be replaced has besides its content.
  struct Existing {
    private let mode: mode_t
    private let owner: uid_t
    private let group: gid_t

    init(_ information: stat) {
      mode = information.st_mode & 0o777
      owner = information.st_uid
      group = information.st_gid
    }

    /// Hands permissions and owner on to the file that takes the place.
    func hand(to file: borrowing OpenFile) throws(SystemFailure) {
      var information = stat()
      guard fstat(file.descriptor, &information) == 0 else { throw .current }
      if information.st_uid != owner || information.st_gid != group {
        // Only for whom the system lets: it is no reason not to write.
        _ = fchown(file.descriptor, owner, group)
      }
      guard fchmod(file.descriptor, mode) == 0 else { throw .current }
    }
  }
}
