#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension OutputFile {
  /// Writes some content.
  package typealias Content = (borrowing OpenFile) throws(SystemFailure) -> Void

  /// Replaces the file's content by what `content` writes, which is called once for each way that is
  /// tried.
  package func replace(_ content: Content) throws(OutputFileError) {
    do throws(OutputFileError) {
      try deliver(content)
    } catch {
      guard let place = rescue(content) else { throw error }
      throw error.rescued(to: place)
    }
  }

  private func deliver(_ content: Content) throws(OutputFileError) {
    let target = try target(writing: true)
    do throws(SystemFailure) {
      switch target {
      case .inPlace(let path):
        try Self.fill(try OpenFile(writingTo: path), content)
      case .descriptor(let number):
        try Self.fill(try OpenFile(duplicating: number), content)
      case .file(let path, let existing):
        do throws(NoReplacing) {
          try Self.writeBeside(path, existing, content)
        } catch {
          switch error {
          case .content(let failure): throw failure
          case .way: try Self.writeInPlace(path, isThere: existing != nil, content)
          }
        }
      }
    } catch {
      throw .failed(error, writing: true, self)
    }
  }

  /// Why a file could not be replaced by one beside it.
  private enum NoReplacing: Error {
    /// The content could not be written, which would be no better elsewhere in the directory.
    case content(SystemFailure)
    /// No file could be made or take the name; the content is not to blame.
    case way(SystemFailure)
  }

  private static func writeBeside(
    _ path: String, _ existing: Existing?, _ content: Content
  ) throws(NoReplacing) {
    let draft = UnfinishedFile(at: temporaryPath(beside: path))
    let file: OpenFile
    do throws(SystemFailure) {
      file = try OpenFile(path: draft.path, flags: O_WRONLY | O_CREAT | O_EXCL)
    } catch {
      throw error.leavesOtherWays ? .way(error) : .content(error)
    }
    do throws(SystemFailure) {
      try existing?.hand(to: file)
      try fill(file, content)
    } catch {
      throw .content(error)
    }
    do throws(SystemFailure) { try draft.rename(to: path) } catch { throw .way(error) }
  }

  /// Overwrites what is there, or makes the file under its own name.
  private static func writeInPlace(
    _ path: String, isThere: Bool, _ content: Content
  ) throws(SystemFailure) {
    guard isThere else {
      let file = try OpenFile(path: path, flags: O_WRONLY | O_CREAT | O_EXCL)
      let made = UnfinishedFile(at: path)
      try fill(file, content)
      return made.keep()
    }
    let file = try OpenFile(path: path, flags: O_WRONLY)
    do throws(SystemFailure) {
      try content(file)
      try file.endHere()
      try file.synchronize()
    } catch {
      // The new beginning and the old end of a file could pass for a whole one.
      ftruncate(file.descriptor, 0)
      throw error
    }
  }

  private static func fill(
    _ file: borrowing OpenFile, _ content: Content
  ) throws(SystemFailure) {
    try content(file)
    try file.synchronize()
  }
}
