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
/// nobody ever finds half a file and a failed write leaves the old content as it was. Where a file
/// can't be replaced so (another user's directory, a file mounted by itself), it is written in
/// place. Symbolic links are followed; devices and pipes (`/dev/stdout`) are written to, never
/// replaced. What can't be written where it was asked for, once there is something to lose, is
/// written elsewhere, and the error says where.
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

  /// Checks that the file can be written, by doing beside it all that will be done to it, and leaves
  /// no trace.
  ///
  /// - Parameter byteCount: how much is going to be written, if that is known: so much is tried.
  /// - Throws: ``OutputFileError`` with fault `.input`, naming the path and the reason.
  public func prepare(byteCount: Int = 1) throws(OutputFileError) {
    let path: String
    let existing: Existing?
    switch try target(writing: false) {
    case .descriptor: return
    case .inPlace(let device): return try prepare(device: device)
    case .file(let file, let there): (path, existing) = (file, there)
    }
    do throws(SystemFailure) {
      do throws(SystemFailure) {
        try Self.tryReplacing(path, byteCount: byteCount)
      } catch {
        guard error.leavesOtherWays else { throw error }
        if existing == nil { try Self.tryMaking(path, byteCount: byteCount) }
      }
      if existing != nil { try Self.tryOpening(path) }
    } catch {
      throw .failed(error, writing: false, self)
    }
  }

  /// Opens what is no file, unless that shows: the reader of a pipe would see it end.
  private func prepare(device: String) throws(OutputFileError) {
    guard !OpenFile.isPipe(device) else { return }
    do throws(SystemFailure) {
      try Self.tryOpening(device)
    } catch {
      throw .failed(error, writing: false, self)
    }
  }

  /// Replaces the file's content.
  ///
  /// - Throws: ``OutputFileError`` with fault `.run`; the earlier content is then still there, unless
  ///   the file had to be written in place.
  public func write(_ bytes: [UInt8]) throws(OutputFileError) {
    try replace { file throws(SystemFailure) in try file.write(bytes) }
  }

  /// Begins content that grows while a run goes on, beside what the file holds now.
  package func draft() throws(OutputFileError) -> DraftFile { try .begin(self) }
}
