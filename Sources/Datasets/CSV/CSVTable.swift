/// A table of text, a row a line: comma-separated values and their kin.
///
/// ```swift
/// let table = try CSVTable("iris.csv")
/// let inputs = try table.floats(["sepal_length", "sepal_width"])    // float32[150, 2]
/// let (labels, species) = try table.classes("species")              // int32[150], three names
/// ```
///
/// The first line names the columns. Cells follow RFC 4180: one with a separator, a quote or the end of
/// a line in it stands in double quotes, and a quote in it is written twice. Lines may end with LF, CR LF
/// or CR. A byte-order mark, blank lines and spaces around a cell are passed over, and the file may be
/// packed by gzip.
///
/// Opening a table reads the file and looks at every cell once; asking for columns reads their numbers.
public struct CSVTable: Sendable {
  /// Where the file is.
  public let path: String
  /// The names of the columns, in the order of the file.
  public var columnNames: [String] { layout.columnNames }
  /// The number of rows, at least one.
  public var rowCount: Int { layout.rowStarts.count }
  /// What stands between two cells.
  public var separator: CSVSeparator { layout.separator }
  let text: CSVText
  let layout: CSVLayout

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: Where it is. Its name doesn't matter.
  ///   - separator: What stands between two cells; by default told from the first two lines.
  ///   - columnNames: The names of the columns of a file whose first line is a row already; by default
  ///     the first line has them.
  /// - Throws: ``DatasetError`` if the file can't be read, is no table of text, has no rows, has a row of
  ///   another number of cells, or breaks the rules of quoting.
  public init(
    _ path: String, separator: CSVSeparator? = nil, columnNames: [String]? = nil
  ) throws(DatasetError) {
    try self.init(
      path, from: .file(path, activity: "reading \(path)"), separator: separator,
      columnNames: columnNames)
  }

  /// Reads what a source holds.
  init(
    _ path: String, from source: ByteSource, separator: CSVSeparator? = nil,
    columnNames: [String]? = nil
  ) throws(DatasetError) {
    self.path = path
    text = try CSVText(from: source)
    layout = try CSVLayout(of: text, separator: separator, columnNames: columnNames)
  }

  /// The index of the column of a name.
  func column(_ name: String, _ activity: String) throws(DatasetError) -> Int {
    let found = columnNames.indices.filter { columnNames[$0].utf8.elementsEqual(name.utf8) }
    guard let column = found.first else {
      throw DatasetError(
        .unknownName, activity,
        problem: "there is no column \(NameList.quoted(name)), only"
          + " \(NameList.text(of: columnNames))",
        remedy: "Ask for one of those, or give columnNames if the file has no header")
    }
    guard found.count == 1 else {
      throw DatasetError(
        .ambiguous, activity,
        problem: "\(found.count) columns are called \(NameList.quoted(name))",
        remedy: "Give each column a name of its own, in the file or by columnNames")
    }
    return column
  }
}
