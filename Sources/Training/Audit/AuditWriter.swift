import Diagnostics
import Files
import Synchronization

/// Writes an audit file: JSON Lines, one section a run, one line a step.
///
/// A section is a header line, `{"audit":1,"mode":"single",…}`, and its steps,
/// `{"step":0,"epoch":0,"digests":{"weights dense/kernel":"…",…}}`. Lines are collected and written
/// 64 KB at a time, beside the file, which is replaced by ``close()``; a pipe gets each at once.
/// Nothing is left of an audit that is not closed.
///
/// An audit that can't be written has failed for good: what there was of it is removed, to give back
/// its place, and all that follows only repeats the error.
public final class AuditWriter: Sendable {
  private static let bufferSize = 65_536

  private struct State: ~Copyable {
    var draft: DraftFile?
    var buffer: [UInt8] = []
    var failure: OutputFileError?

    mutating func flush() throws(OutputFileError) {
      try attempt { (state: inout State) throws(OutputFileError) in
        try state.draft?.write(state.buffer)
        state.buffer.removeAll(keepingCapacity: true)
      }
    }

    mutating func attempt(
      _ body: (inout State) throws(OutputFileError) -> Void
    ) throws(OutputFileError) {
      if let failure { throw failure }
      do throws(OutputFileError) {
        try body(&self)
      } catch {
        fail(error)
        throw error
      }
    }

    mutating func fail(_ error: OutputFileError) {
      failure = error
      draft = nil
      buffer = []
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

  /// Where the file lies.
  public var path: String { output.path }

  /// What has kept the audit from being written, if anything has.
  public var failure: OutputFileError? { state.withLock { $0.failure } }

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
  /// - Throws: ``OutputFileError`` with fault `.run`; it says where the audit is if it could be written
  ///   elsewhere.
  public func close() throws(OutputFileError) {
    try state.withLock { state throws(OutputFileError) in
      try state.flush()
      try state.attempt { state throws(OutputFileError) in try state.draft.take()?.finish() }
    }
  }

  /// Gives up an audit that is not closed, for whoever needs its place on the disk more.
  ///
  /// - Returns: Whether there was anything to give up.
  package func abandon(because error: OutputFileError) -> Bool {
    state.withLock { state in
      guard state.failure == nil, state.draft != nil else { return false }
      state.fail(.abandoned(output, for: error))
      return true
    }
  }

  private func append(_ line: String, opening: Bool) throws(OutputFileError) {
    try state.withLock { state throws(OutputFileError) in
      try state.attempt { state throws(OutputFileError) in
        if state.draft == nil {
          require(opening, "a step was recorded before a section began")
          state.draft = try output.draft()
        }
      }
      state.buffer += line.utf8
      state.buffer.append(UInt8(ascii: "\n"))
      // Whoever reads a pipe sees each step as it happens, and a dead pipe shows at once.
      if state.buffer.count >= Self.bufferSize || state.draft?.isStream == true {
        try state.flush()
      }
    }
  }
}
