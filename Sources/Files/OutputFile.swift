#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file that a run is going to write: checked before the work starts, replaced in one piece
/// after.
///
/// The content goes to a temporary file in the same directory, which then takes the name, so that
/// nobody ever finds half a file and a failed write leaves the old content as it was. Symbolic
/// links are followed; devices and pipes (`/dev/stdout`) are written in place, never replaced.
public struct OutputFile: Sendable, Hashable {
  /// Where the file lies.
  public let path: String
  /// What the file holds, as the messages call it: `the report`.
  public let purpose: String

  /// Names a file without touching it.
  ///
  /// - Parameters:
  ///   - path: where it lies, relative to the working directory unless it begins with `/`.
  ///   - purpose: what it holds, as a phrase for messages: `the report`.
  public init(path: String, purpose: String) {
    self.path = path
    self.purpose = purpose
  }

  /// Checks that the file can be written, by writing beside it, and leaves no trace.
  ///
  /// - Throws: ``OutputFileError`` with fault `.input`, naming the path and the reason.
  public func prepare() throws(OutputFileError) {
    let target = try target(writing: false)
    guard case .replaceable(let path, _) = target else { return }
    do throws(SystemFailure) {
      let temporary = Self.temporaryPath(beside: path)
      _ = try OpenFile(path: temporary, flags: O_WRONLY | O_CREAT | O_EXCL)
      unlink(temporary)
    } catch {
      throw .failed(error, writing: false, self)
    }
  }

  /// Replaces the file's content.
  ///
  /// - Throws: ``OutputFileError`` with fault `.run`; the earlier content is then still there.
  public func write(_ bytes: [UInt8]) throws(OutputFileError) {
    try replace { file throws(SystemFailure) in try file.write(bytes) }
  }

  /// Replaces the file's content by what `body` writes.
  package func replace(
    _ body: (borrowing OpenFile) throws(SystemFailure) -> Void
  ) throws(OutputFileError) {
    let draft = try draft()
    do throws(OutputFileError) {
      try draft.write(body)
    } catch {
      draft.discard()
      throw error
    }
    try draft.finish()
  }

  /// Begins content that grows while a run goes on, beside what the file holds now.
  package func draft() throws(OutputFileError) -> DraftFile { try .begin(self) }
}
