import Files

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Writes the figures of each epoch to a table: a line an epoch, whole as soon as the epoch is.
///
/// The columns are `epoch`, from 0, and the figures by name. Numbers are written so that they read back as
/// the same.
///
/// Source: Keras, `keras.callbacks.CSVLogger`.
public struct CSVLogger: Callback {
  /// What it remembers: whether there is something to go on with.
  public struct State: Codable, Sendable, Hashable {
    /// The columns, once they are known.
    public var columns: [String]?
  }

  /// Where the table lies.
  public let path: String
  /// What stands between two columns.
  public let separator: Character
  /// Whether lines are added to what the file holds; otherwise it is begun anew.
  public let appends: Bool
  /// What it remembers.
  public var state = State()

  /// - Parameters:
  ///   - path: Where the table lies.
  ///   - separator: What stands between two columns; a comma by default.
  ///   - appends: Whether lines are added to what the file holds; no by default.
  public init(_ path: String, separator: Character = ",", appends: Bool = false) {
    self.path = path
    self.separator = separator
    self.appends = appends
  }

  /// Begins the table.
  ///
  /// - Throws: `OutputFileError` if it can't be written.
  public mutating func trainingBegan(_ loop: TrainingLoop) throws -> Verdict {
    try write("", flags: appends ? 0 : O_TRUNC)
    return .continue
  }

  /// Writes a line.
  ///
  /// - Throws: `OutputFileError` if it can't be written.
  public mutating func epochEnded(
    _ report: EpochReport, in loop: TrainingLoop
  ) throws -> Verdict {
    var text = ""
    let columns = state.columns ?? report.metrics.map(\.name).sorted()
    if state.columns == nil && !holdsAnything {
      text += line(of: ["epoch"] + columns)
    }
    state.columns = columns
    let values = columns.map { report.metrics[$0].map { "\($0)" } ?? "NA" }
    text += line(of: ["\(report.epoch - 1)"] + values)
    try write(text)
    return .continue
  }

  private func line(of cells: [String]) -> String {
    cells.map(quoted).joined(separator: String(separator)) + "\r\n"
  }

  private func quoted(_ cell: String) -> String {
    guard cell.contains(where: { $0 == separator || $0 == "\"" || $0.isNewline }) else {
      return cell
    }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }

  private var holdsAnything: Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_size > 0
  }

  private func write(_ text: String, flags: Int32 = 0) throws(OutputFileError) {
    do throws(SystemFailure) {
      let file = try OpenFile(path: path, flags: O_WRONLY | O_CREAT | O_APPEND | flags)
      try file.write(Array(text.utf8))
    } catch {
      throw .failed(error, writing: true, OutputFile(path: path, purpose: "the table of epochs"))
    }
  }
}
