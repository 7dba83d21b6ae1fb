/// Where the rows of a table begin, and what its columns are called.
struct CSVLayout: Sendable {
  /// What stands between two cells.
  let separator: CSVSeparator
  /// The names of the columns.
  let columnNames: [String]
  /// Where each row begins that is not the header.
  let rowStarts: [Int]

  /// Looks at every cell of a text once.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - separator: What stands between two cells; nil to tell it from the first lines.
  ///   - columnNames: The names of the columns, if the first line is not a header.
  /// - Throws: ``DatasetError`` if a row has not as many cells as there are columns, or breaks the rules
  ///   of quoting.
  init(
    of text: CSVText, separator: CSVSeparator?, columnNames: [String]?
  ) throws(DatasetError) {
    let found =
      if let separator { separator } else {
        try Self.separator(of: text, width: columnNames?.count)
      }
    self.separator = found
    (self.columnNames, rowStarts) = try text.withBytes {
      bytes throws(DatasetError) -> ([String], [Int]) in
      var cursor = CSVCursor(bytes, at: text.start, separator: found.byte)
      guard cursor.findRow() else {
        throw DatasetError(
          .empty, text.activity, problem: "there is nothing in it",
          remedy: "Use a table with a header and at least one row")
      }
      let names =
        if let columnNames { columnNames } else { try Self.header(at: &cursor, of: text) }
      let starts = try Self.rowStarts(from: &cursor, of: text, width: names.count)
      guard !starts.isEmpty else {
        throw DatasetError(
          .empty, text.activity, problem: "it has no rows behind its header",
          remedy: "Use a table with at least one")
      }
      return (names, starts)
    }
  }

  private static func header(
    at cursor: inout CSVCursor, of text: CSVText
  ) throws(DatasetError) -> [String] {
    var names: [String] = []
    while true {
      let place = cursor.position
      let cell = cursor.next()
      if let problem = cell.problem { throw text.error(problem, at: place) }
      guard let name = cell.text else { throw text.notUTF8(at: place) }
      names.append(name)
      if cell.isLast { return names }
    }
  }

  private static func rowStarts(
    from cursor: inout CSVCursor, of text: CSVText, width: Int
  ) throws(DatasetError) -> [Int] {
    var starts: [Int] = []
    while cursor.findRow() {
      let start = cursor.position
      let found =
        if let count = cursor.passPlainRow() { count } else {
          try Self.cells(at: &cursor, of: text)
        }
      guard found == width else {
        throw DatasetError(
          .malformed, text.activity,
          problem:
            "line \(text.line(at: start)) has \(found) \(found == 1 ? "cell" : "cells"), where"
            + " there are \(width) columns",
          remedy: "Correct the line, or choose another separator")
      }
      starts.append(start)
    }
    return starts
  }

  /// Goes behind a row, and counts its cells.
  private static func cells(
    at cursor: inout CSVCursor, of text: CSVText
  ) throws(DatasetError) -> Int {
    var count = 0
    while true {
      let place = cursor.position
      let cell = cursor.next()
      if let problem = cell.problem { throw text.error(problem, at: place) }
      count += 1
      if cell.isLast { return count }
    }
  }
}

extension CSVLayout {
  /// The separator that cuts the first line, if but one does; else the one that cuts the second line into
  /// as many cells.
  private static func separator(
    of text: CSVText, width: Int?
  ) throws(DatasetError) -> CSVSeparator {
    let candidates = CSVSeparator.allCases.filter { cells(of: text, cutAt: $0, row: 0) ?? 0 > 1 }
    if candidates.count < 2 { return candidates.first ?? .comma }
    let sure = candidates.filter {
      let count = cells(of: text, cutAt: $0, row: 0)
      return (width ?? count) == count && (cells(of: text, cutAt: $0, row: 1) ?? count) == count
    }
    if sure.count == 1 { return sure[0] }
    throw DatasetError(
      .ambiguous, text.activity,
      problem:
        "its cells may be separated by \(candidates.map(\.shown).joined(separator: " or by "))",
      remedy: "Say which: CSVTable(path, separator: .\(candidates[0]))")
  }

  /// How many cells one of the first rows has; nil if it is not there, or its quotes are not closed right.
  private static func cells(of text: CSVText, cutAt separator: CSVSeparator, row: Int) -> Int? {
    text.withBytes { bytes in
      var cursor = CSVCursor(bytes, at: text.start, separator: separator.byte)
      for index in 0...row {
        guard cursor.findRow() else { return nil }
        var (count, isLast) = (0, false)
        while !isLast {
          let cell = cursor.next()
          if cell.problem != nil { return nil }
          count += 1
          isLast = cell.isLast
        }
        if index == row { return count }
      }
      return nil
    }
  }
}

extension CSVText {
  /// An error about the quoting of the cell at a place.
  func error(_ problem: CSVCursor.Problem, at place: Int) -> DatasetError {
    let what =
      switch problem {
      case .unclosed: "a quoted cell that begins in line \(line(at: place)) is never closed"
      case .followed:
        "a quoted cell that begins in line \(line(at: place)) goes on behind its closing quote"
      }
    return DatasetError(
      .malformed, activity, problem: what,
      remedy: "Write a quote within a quoted cell twice, or fetch the file again if it is cut off")
  }

  /// An error about the text at a place.
  func notUTF8(at place: Int) -> DatasetError {
    DatasetError(
      .malformed, activity, problem: "line \(line(at: place)) is not written in UTF-8",
      remedy: "Save the file as UTF-8")
  }
}
