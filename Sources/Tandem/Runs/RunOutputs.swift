import Files

/// Writes the files of a run, each whether the others could be written or not.
struct RunOutputs {
  private var failure: OutputFileError?

  /// Writes one; a failure is told at once if it is not the first, which is told at the end.
  mutating func write(_ body: () throws(OutputFileError) -> Void) {
    do throws(OutputFileError) {
      try body()
    } catch {
      if failure == nil { failure = error } else { Messages.standard.error("\(error)") }
    }
  }

  /// Throws the first failure, if there was one.
  func finish() throws(OutputFileError) {
    if let failure { throw failure }
  }
}
