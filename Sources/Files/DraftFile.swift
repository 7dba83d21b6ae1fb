#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Content that grows while a run goes on, and takes its name only when it is complete: what had the
/// name before is kept until then. Nothing is left of a draft that is not finished.
package struct DraftFile: ~Copyable {
  /// Where the content lies until it is complete.
  private enum Place {
    /// Where it is to be: a device or a pipe, or a file for which there is no other place.
    case atTarget
    /// Beside the file that is to be replaced.
    case beside
    /// In a file without a name, gone with the process.
    case nameless
  }

  private let file: OpenFile
  private let place: Place
  /// The name of the file beside the one that is to be replaced.
  private var name: UnfinishedFile?
  private let output: OutputFile
  /// Whether somebody may be reading what is written as it comes: a pipe, a terminal.
  package let isStream: Bool

  private init(
    _ file: consuming OpenFile, _ place: Place, named name: consuming UnfinishedFile? = nil,
    of output: OutputFile, isStream: Bool = false
  ) {
    self.file = file
    self.place = place
    self.name = name
    self.output = output
    self.isStream = isStream
  }

  /// Begins beside the file that is to be replaced, or wherever else there is room.
  static func begin(_ output: OutputFile) throws(OutputFileError) -> DraftFile {
    let target = try output.target(writing: true)
    do throws(SystemFailure) {
      switch target {
      case .inPlace(let path):
        return DraftFile(
          try OpenFile(writingTo: path), .atTarget, of: output, isStream: true)
      case .descriptor(let number):
        return DraftFile(
          try OpenFile(duplicating: number), .atTarget, of: output, isStream: true)
      case .file(let path, let existing):
        return try begin(beside: path, existing, of: output)
      }
    } catch {
      throw .failed(error, writing: true, output)
    }
  }

  private static func begin(
    beside path: String, _ existing: OutputFile.Existing?, of output: OutputFile
  ) throws(SystemFailure) -> DraftFile {
    let draft = UnfinishedFile(at: OutputFile.temporaryPath(beside: path))
    do throws(SystemFailure) {
      let file = try OpenFile(path: draft.path, flags: O_RDWR | O_CREAT | O_EXCL)
      try existing?.hand(to: file)
      return DraftFile(file, .beside, named: draft, of: output)
    } catch {
      guard error.leavesOtherWays else { throw error }
    }
    for directory in OutputFile.temporaryDirectories {
      if let file = try? OpenFile(namelessIn: directory) {
        return DraftFile(file, .nameless, of: output)
      }
    }
    let isThere = existing != nil
    return DraftFile(
      try OpenFile(path: path, flags: O_WRONLY | (isThere ? O_TRUNC : O_CREAT | O_EXCL)),
      .atTarget, of: output)
  }

  /// Appends some bytes.
  package func write(_ bytes: [UInt8]) throws(OutputFileError) {
    do throws(SystemFailure) {
      try file.write(bytes)
    } catch {
      throw .failed(error, writing: true, output)
    }
  }

  /// Gives the content its name.
  ///
  /// - Throws: ``OutputFileError``, which says where the content is if it could be written elsewhere.
  package consuming func finish() throws(OutputFileError) {
    if place == .atTarget {
      do throws(SystemFailure) {
        return try file.synchronize()
      } catch {
        throw .failed(error, writing: true, output)
      }
    }
    if let name = name.take(), (try? file.synchronize()) != nil, let path = output.pathOfFile,
      (try? name.rename(to: path)) != nil
    {
      return
    }
    // The directory may be another than before, or replacing impossible: all ways are tried.
    try output.replace { other throws(SystemFailure) in try file.copy(to: other) }
  }
}
