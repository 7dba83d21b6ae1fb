#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Content that grows while a run goes on, and takes its name only when it is complete: what had the
/// name before is kept until then.
package struct DraftFile: ~Copyable {
  private let file: OpenFile
  // Nil for a device or a pipe, which is written in place.
  private let temporary: String?
  private let path: String
  private let output: OutputFile

  private init(
    _ file: consuming OpenFile, temporary: String?, path: String, of output: OutputFile
  ) {
    self.file = file
    self.temporary = temporary
    self.path = path
    self.output = output
  }

  /// Begins beside the file that is to be replaced.
  static func begin(_ output: OutputFile) throws(OutputFileError) -> DraftFile {
    switch try output.target(writing: true) {
    case .inPlace(let path):
      return DraftFile(
        try open(path, O_WRONLY, for: output), temporary: nil, path: path, of: output)
    case .replaceable(let path, let mode):
      let temporary = OutputFile.temporaryPath(beside: path)
      let draft = DraftFile(
        try open(temporary, O_WRONLY | O_CREAT | O_EXCL, for: output), temporary: temporary,
        path: path, of: output)
      if let mode, fchmod(draft.file.descriptor, mode) != 0 {
        let failure = SystemFailure.current
        draft.discard()
        throw .failed(failure, writing: true, output)
      }
      return draft
    }
  }

  private static func open(
    _ path: String, _ flags: Int32, for output: OutputFile
  ) throws(OutputFileError) -> OpenFile {
    do throws(SystemFailure) {
      return try OpenFile(path: path, flags: flags)
    } catch {
      throw .failed(error, writing: true, output)
    }
  }

  /// Appends some bytes.
  package func write(_ bytes: [UInt8]) throws(OutputFileError) {
    try write { file throws(SystemFailure) in try file.write(bytes) }
  }

  /// Appends what a closure writes.
  func write(
    _ body: (borrowing OpenFile) throws(SystemFailure) -> Void
  ) throws(OutputFileError) {
    do throws(SystemFailure) {
      try body(file)
    } catch {
      throw .failed(error, writing: true, output)
    }
  }

  /// Gives the content its name.
  package consuming func finish() throws(OutputFileError) {
    guard let temporary else { return }
    do throws(SystemFailure) {
      try file.synchronize()
      guard rename(temporary, path) == 0 else { throw SystemFailure.current }
    } catch {
      unlink(temporary)
      throw .failed(error, writing: true, output)
    }
  }

  /// Throws the content away; what had the name before stays.
  consuming func discard() {
    if let temporary { unlink(temporary) }
  }

  /// Leaves incomplete content under a name that says so, `FILE.partial`.
  package consuming func leavePartial() {
    if let temporary { rename(temporary, path + ".partial") }
  }
}
