@testable import Datasets

extension CSVTable {
  /// Reads a table from a text.
  init(
    text: String, separator: CSVSeparator? = nil, columnNames: [String]? = nil
  ) throws(DatasetError) {
    try self.init(bytes: Array(text.utf8), separator: separator, columnNames: columnNames)
  }

  /// Reads a table from bytes.
  init(
    bytes: [UInt8], separator: CSVSeparator? = nil, columnNames: [String]? = nil
  ) throws(DatasetError) {
    try self.init(
      "test.csv", from: .memory(bytes, activity: "reading test.csv"), separator: separator,
      columnNames: columnNames)
  }
}
