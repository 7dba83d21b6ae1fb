import Files
import Synchronization

/// Writes an audit file: JSON Lines, one section a run, one line a step.
///
/// A section is a header line, `{"audit":1,"mode":"single",…}`, and its steps,
/// `{"step":0,"epoch":0,"digests":{"weights dense/kernel":"…",…}}`. Lines are collected and written
/// 64 KB at a time; what is still collected when the last reference goes is written then.
public final class AuditWriter: Sendable {
  private static let bufferSize = 65_536

  private struct State: ~Copyable {
    var file: OpenFile?
    var buffer: [UInt8] = []

    mutating func flush(to output: OutputFile) throws(OutputFileError) {
      do throws(SystemFailure) {
        try file?.write(buffer)
      } catch {
        throw .failed(error, writing: true, output)
      }
      buffer.removeAll(keepingCapacity: true)
    }
  }

  private let output: OutputFile
  private let state = Mutex(State())

  /// Checks that an audit can be written at `path`, and leaves what is there as it is until the
  /// first section begins.
  ///
  /// - Throws: ``OutputFileError`` with fault `.input`, naming the path and the reason.
  public init(path: String) throws(OutputFileError) {
    output = OutputFile(path: path, purpose: "the audit")
    try output.prepare()
  }

  deinit {
    // Nobody is left to tell of a failure; whoever wants to know calls `close()`.
    try? close()
  }

  /// Where the file lies.
  public var path: String { output.path }

  /// Begins a section; the first one replaces what the file held.
  ///
  /// - Throws: ``OutputFileError`` with fault `.run`.
  public func begin(_ header: AuditHeader) throws(OutputFileError) {
    try append(header.line, opening: true)
  }

  /// Adds a step to the section begun last.
  ///
  /// - Precondition: a section has begun.
  /// - Throws: ``OutputFileError`` with fault `.run`.
  public func record(_ step: AuditStep) throws(OutputFileError) {
    try append(step.line, opening: false)
  }

  /// Writes what is still collected; the next step recorded follows it.
  ///
  /// - Throws: ``OutputFileError`` with fault `.run`.
  public func flush() throws(OutputFileError) {
    try state.withLock { state throws(OutputFileError) in try state.flush(to: output) }
  }

  /// Writes what is still collected and closes the file.
  ///
  /// - Throws: ``OutputFileError`` with fault `.run`.
  public func close() throws(OutputFileError) {
    try state.withLock { state throws(OutputFileError) in
      try state.flush(to: output)
      state.file = nil
    }
  }

  private func append(_ line: String, opening: Bool) throws(OutputFileError) {
    try state.withLock { state throws(OutputFileError) in
      if state.file == nil {
        precondition(opening, "a step was recorded before a section began")
        state.file = try output.open()
      }
      state.buffer += line.utf8
      state.buffer.append(UInt8(ascii: "\n"))
      if state.buffer.count >= Self.bufferSize { try state.flush(to: output) }
    }
  }
}
