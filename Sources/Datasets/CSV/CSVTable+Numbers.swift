import Diagnostics
import OperatingSystem
import Synchronization
import TensorCore

extension CSVTable {
  /// The numbers of a column as Float32, each the nearest to its decimals, a tie going to the even one.
  ///
  /// A number is written with a decimal point, as in `-1.5e-3`, whatever language the user has set; `nan`
  /// and `inf` stand for themselves.
  ///
  /// - Parameters:
  ///   - name: The name of the column.
  ///   - empty: What an empty cell stands for; by default it is an error.
  /// - Returns: `float32[rows]`.
  /// - Throws: ``DatasetError`` if there is no such column, or the first cell that holds no number, or
  ///   one beyond Float32, with its line.
  public func floats(_ name: String, empty: Float? = nil) throws(DatasetError) -> DataArray {
    try numbers([name], rowShape: [], empty: empty)
  }

  /// The numbers of some columns as Float32, side by side in the order in which they are named.
  ///
  /// - Returns: `float32[rows, columns]`.
  /// - Throws: As ``floats(_:empty:)-(String,_)`` does.
  /// - Precondition: No name occurs twice.
  public func floats(_ names: [String], empty: Float? = nil) throws(DatasetError) -> DataArray {
    try numbers(names, rowShape: [names.count], empty: empty)
  }

  /// The whole numbers of a column.
  ///
  /// - Parameters:
  ///   - name: The name of the column.
  ///   - empty: What an empty cell stands for; by default it is an error.
  /// - Returns: `int32[rows]`.
  /// - Throws: ``DatasetError`` if there is no such column, or the first cell that holds no whole number,
  ///   or one beyond Int32, with its line.
  public func integers(_ name: String, empty: Int32? = nil) throws(DatasetError) -> DataArray {
    try numbers([name], rowShape: [], empty: empty)
  }

  /// The whole numbers of some columns, side by side in the order in which they are named.
  ///
  /// - Returns: `int32[rows, columns]`.
  /// - Throws: As ``integers(_:empty:)-(String,_)`` does.
  /// - Precondition: No name occurs twice.
  public func integers(_ names: [String], empty: Int32? = nil) throws(DatasetError) -> DataArray {
    try numbers(names, rowShape: [names.count], empty: empty)
  }

  private func numbers<Number: CellNumber>(
    _ names: [String], rowShape: [Int], empty: Number?
  ) throws(DatasetError) -> DataArray {
    var slots = [Int](repeating: -1, count: columnNames.count)
    for (slot, name) in names.enumerated() {
      let column = try self.column(name, text.activity)
      require(slots[column] < 0, "the column \(NameList.quoted(name)) is asked for twice")
      slots[column] = slot
    }
    let slotsInUse = slots[..<((slots.lastIndex { $0 >= 0 } ?? -1) + 1)]
    let shape = [rowCount] + rowShape
    guard let count = ArraySize.elementCount(of: shape) else {
      throw DatasetError(
        .tooLarge, text.activity, problem: "\(ArrayReader.product(shape)) numbers are too many",
        remedy: "Ask for fewer columns at once")
    }
    let memory = try SharedBytes(
      count: count * MemoryLayout<Number>.size, for: text.activity
    ) { buffer throws(DatasetError) in
      let target = buffer.bindMemory(to: Number.self)
      let failure = text.withBytes { bytes in
        fill(target, width: names.count, slots: Array(slotsInUse), empty: empty, from: bytes)
      }
      if let failure { throw error(failure, Number.self) }
    }
    return DataArray(dtype: Number.elementType, shape: shape, memory: memory)
  }

  /// A cell that holds no number.
  private struct BadCell {
    let row: Int
    let column: Int
  }

  /// Reads the columns that have a slot, some thousand rows at a time, on all processors.
  ///
  /// - Returns: The first cell that holds no number, if there is one.
  private func fill<Number: CellNumber>(
    _ target: UnsafeMutableBufferPointer<Number>, width: Int, slots: [Int], empty: Number?,
    from bytes: UnsafeRawBufferPointer
  ) -> BadCell? {
    let rowsAtOnce = 4_096
    let first = Mutex<BadCell?>(nil)
    // Every part writes to rows of its own, and all are done when the loop returns.
    nonisolated(unsafe) let (target, bytes) = (target, bytes)
    BackgroundThread.forEach(
      (rowCount + rowsAtOnce - 1) / rowsAtOnce, threads: Processors.available
    ) { part in
      let rows = part * rowsAtOnce..<min((part + 1) * rowsAtOnce, rowCount)
      guard
        let bad = fill(rows, of: target, width: width, slots: slots, empty: empty, from: bytes)
      else { return }
      first.withLock { first in
        if first.map({ bad.row < $0.row }) ?? true { first = bad }
      }
    }
    return first.withLock { $0 }
  }

  /// Reads some rows.
  private func fill<Number: CellNumber>(
    _ rows: Range<Int>, of target: UnsafeMutableBufferPointer<Number>, width: Int, slots: [Int],
    empty: Number?, from bytes: UnsafeRawBufferPointer
  ) -> BadCell? {
    for row in rows {
      var cursor = CSVCursor(bytes, at: layout.rowStarts[row], separator: separator.byte)
      for column in 0..<slots.count {
        let cell = cursor.next()
        let slot = slots[column]
        if slot < 0 { continue }
        let content = cell.number
        guard let number = content.isEmpty ? empty : Number(cell: content) else {
          return BadCell(row: row, column: column)
        }
        target[row * width + slot] = number
      }
    }
    return nil
  }
}

extension CSVTable {
  /// Lends the cells of a column to a closure, row by row, until it returns false.
  func forEachCell(
    of column: Int, _ body: (_ row: Int, _ place: Int, _ cell: CSVCursor.Cell) -> Bool
  ) {
    text.withBytes { bytes in
      for row in 0..<rowCount {
        var cursor = CSVCursor(bytes, at: layout.rowStarts[row], separator: separator.byte)
        for _ in 0..<column { _ = cursor.next() }
        let place = cursor.position
        guard body(row, place, cursor.next()) else { return }
      }
    }
  }

  private func error<Number: CellNumber>(
    _ bad: BadCell, _ type: Number.Type
  ) -> DatasetError {
    var (content, line, empty) = ("", 0, 0)
    var (isWholeNumber, isNumber) = (false, false)
    forEachCell(of: bad.column) { row, place, cell in
      let number = cell.number
      if number.isEmpty { empty += 1 }
      guard row == bad.row else { return true }
      content = String(decoding: number.prefix(200), as: UTF8.self)
      line = text.line(at: place)
      isWholeNumber = DecimalText.isWholeNumber(number)
      isNumber = DecimalText.float(number) != nil
      return true
    }
    let place = "line \(line), column \(NameList.quoted(columnNames[bad.column]))"
    guard !content.isEmpty else {
      let others =
        switch empty {
        case 1: ""
        case 2: ", and another of this column is too"
        default: ", and \(empty - 1) others of this column are too"
        }
      return DatasetError(
        .emptyCell, text.activity, problem: "\(place): the cell is empty\(others)",
        remedy: "Fill it, or say what empty cells stand for: empty: 0")
    }
    let shown = NameList.quoted(content)
    if Number.elementType == .int32 ? isWholeNumber : isNumber {
      return DatasetError(
        .outOfRange, text.activity,
        problem: "\(place): \(shown) is beyond what \(Number.elementType) holds",
        remedy: "Correct the number")
    }
    let kind = Number.elementType == .int32 ? "a whole number" : "a number"
    let remedy =
      switch Number.elementType {
      case .int32 where isNumber: "Correct it, or read the column by floats"
      case .float32 where content.contains(",") && separator != .comma:
        "Write decimals with a point"
      default: "Correct it, or read the column by classes if it holds names"
      }
    return DatasetError(
      .notANumber, text.activity, problem: "\(place): \(shown) is not \(kind)", remedy: remedy)
  }
}

/// A number as a cell of a table may hold it.
private protocol CellNumber: DataElement {
  /// Reads a cell that is not empty; nil if it holds no number of this type.
  init?(cell: UnsafeRawBufferPointer)
}

extension Float: CellNumber {
  @inline(__always)
  fileprivate init?(cell: UnsafeRawBufferPointer) {
    guard let number = DecimalText.float(cell),
      !number.isInfinite || DecimalText.isInfinityInWords(cell)
    else { return nil }
    self = number
  }
}

extension Int32: CellNumber {
  @inline(__always)
  fileprivate init?(cell: UnsafeRawBufferPointer) {
    guard let number = DecimalText.int32(cell) else { return nil }
    self = number
  }
}
