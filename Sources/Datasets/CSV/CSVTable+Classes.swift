extension CSVTable {
  /// The classes that a column names, numbered in the sorted order of their names: by value if all are
  /// whole numbers, else by code points.
  ///
  /// - Parameter name: The name of the column.
  /// - Returns: `int32[rows]`, the number of each row's class, and the names.
  /// - Throws: ``DatasetError`` if there is no such column, or a cell of it is empty or not in UTF-8, with
  ///   its line.
  public func classes(
    _ name: String
  ) throws(DatasetError) -> (labels: DataArray, names: ClassNames) {
    let column = try self.column(name, text.activity)
    // Numbered as they come, then as they are sorted.
    var numbers: [ClassLabel: Int32] = [:]
    var firsts = try labels(of: column) { label in
      if let number = numbers[label] { return number }
      let number = Int32(numbers.count)
      numbers[label] = number
      return number
    }
    let names = ClassNames(sorting: numbers.keys)
    var sorted = [Int32](repeating: 0, count: names.count)
    for (number, name) in names.names.enumerated() {
      sorted[Int(numbers[ClassLabel(text: name)]!)] = Int32(number)
    }
    for row in firsts.indices { firsts[row] = sorted[Int(firsts[row])] }
    return (DataArray(firsts), names)
  }

  /// The classes that a column names, numbered as they were in another table.
  ///
  /// - Parameters:
  ///   - name: The name of the column.
  ///   - names: The names of the classes.
  /// - Returns: `int32[rows]`, the number of each row's class.
  /// - Throws: ``DatasetError/Code/unknownName`` at the first cell with another name, and what
  ///   ``classes(_:)`` throws.
  public func classes(
    _ name: String, numberedBy names: ClassNames
  ) throws(DatasetError) -> DataArray {
    let numbers = Dictionary(
      names.names.enumerated().map { (ClassLabel(text: $1), Int32($0)) },
      uniquingKeysWith: { first, _ in first })
    let rows = try labels(of: self.column(name, text.activity)) { numbers[$0] }
    return DataArray(rows)
  }

  /// A number for each row's label; an error where there is none.
  private func labels(
    of column: Int, _ number: (ClassLabel) -> Int32?
  ) throws(DatasetError) -> [Int32] {
    var rows: [Int32] = []
    rows.reserveCapacity(rowCount)
    var failure: DatasetError?
    var recent = RecentLabels()
    forEachCell(of: column) { _, place, cell in
      if !cell.hasPairedQuotes, let found = recent.number(of: cell.content) {
        rows.append(found)
        return true
      }
      let label = cell.text.map { ClassLabel(text: $0) }
      if let label, !cell.content.isEmpty, let found = number(label) {
        rows.append(found)
        if !cell.hasPairedQuotes { recent.keep(cell.content, found) }
        return true
      }
      failure = error(label, at: place, column)
      return false
    }
    if let failure { throw failure }
    return rows
  }

  private func error(_ label: ClassLabel?, at place: Int, _ column: Int) -> DatasetError {
    guard let label else { return text.notUTF8(at: place) }
    let cell = "line \(text.line(at: place)), column \(NameList.quoted(columnNames[column]))"
    if label.text.isEmpty {
      return DatasetError(
        .emptyCell, text.activity, problem: "\(cell): the cell is empty",
        remedy: "Fill it, or take the row out")
    }
    return DatasetError(
      .unknownName, text.activity,
      problem: "\(cell): \(NameList.quoted(label.text)) is none of the classes",
      remedy: "Correct it, or number the classes of both tables together")
  }
}

/// The numbers of some labels seen before: most cells repeat one of a few, for which no text need be
/// made.
private struct RecentLabels {
  // The bytes are the table's, which outlives this value.
  private var entries = [(content: UnsafeRawBufferPointer, number: Int32)?](
    repeating: nil, count: 256)

  /// The number of a label, if it is remembered.
  func number(of content: UnsafeRawBufferPointer) -> Int32? {
    guard let entry = entries[Self.place(of: content)], entry.content.elementsEqual(content) else {
      return nil
    }
    return entry.number
  }

  /// Remembers a label in the place of another.
  mutating func keep(_ content: UnsafeRawBufferPointer, _ number: Int32) {
    entries[Self.place(of: content)] = (content, number)
  }

  private static func place(of content: UnsafeRawBufferPointer) -> Int {
    var place = UInt32(truncatingIfNeeded: content.count)
    for byte in content.suffix(8) { place = place &* 31 &+ UInt32(byte) }
    return Int((place ^ place >> 8) & 255)
  }
}
