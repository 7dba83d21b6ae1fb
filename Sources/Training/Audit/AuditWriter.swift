import Files
import Synchronization

/// Writes an audit file: JSON Lines, one section a run, one line a step.
///
/// A section is a header line, `{"audit":1,"mode":"single",…}`, and its steps,
/// `{"step":0,"epoch":0,"digests":{"weights dense/kernel":"…",…}}`. Lines are collected and written
/// 64 KB at a time, beside the file, which is replaced by ``close()``. What a run has written that did
/// not come to its end is left as `FILE.partial`.
public final class AuditWriter: Sendable {
  private static let bufferSize = 65_536

  private struct State: ~Copyable {
    var draft: DraftFile?
    var buffer: [UInt8] = []

    mutating func flush() throws(OutputFileError) {
      try draft?.write(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
  }

  private let output: OutputFile
  private let state = Mutex(State())

  /// Checks that an audit can be written at `path`, and leaves what is there as it is.
  ///
  /// - Throws: ``OutputFileError`` with fault `.input`, naming the path and the reason.
  public init(path: String) throws(OutputFileError) {
    output = OutputFile(path: path, purpose: "the audit")
    try output.prepare()
  }

  deinit {
    // Nobody is left to tell of a failure.
    state.withLock { state in
      try? state.flush()
      state.draft.take()?.leavePartial()
    }
  }

  /// Where the file lies.
  public var path: String { output.path }

  /// Begins a section.
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
    try state.withLock { state throws(OutputFileError) in try state.flush() }
  }

  /// Writes what is still collected, and replaces what the file held before by it all.
  ///
  /// - Throws: ``OutputFileError`` with fault `.run`.
  public func close() throws(OutputFileError) {
    try state.withLock { state throws(OutputFileError) in
      try state.flush()
      try state.draft.take()?.finish()
    }
  }

  private func append(_ line: String, opening: Bool) throws(OutputFileError) {
    try state.withLock { state throws(OutputFileError) in
      if state.draft == nil {
        precondition(opening, "a step was recorded before a section began")
        state.draft = try output.draft()
      }
      state.buffer += line.utf8
      state.buffer.append(UInt8(ascii: "\n"))
      if state.buffer.count >= Self.bufferSize { try state.flush() }
    }
  }
}
