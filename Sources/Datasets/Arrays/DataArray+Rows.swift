import Diagnostics

extension DataArray {
  /// Some rows in a row, numbered from 0 again; nothing is copied.
  ///
  /// - Precondition: The array has an axis, and the rows are among its.
  public func rows(_ range: Range<Int>) -> DataArray {
    DataArray(
      dtype: dtype, shape: [range.count] + rowShape, memory: memory,
      byteOffset: byteRange(ofRows: range).lowerBound)
  }

  /// A copy of the rows at some indices, in their order: a batch of shuffled examples.
  ///
  /// - Precondition: The array has an axis, and every index is one of its rows.
  public func rows(at indices: some Collection<Int>) -> DataArray {
    let size = bytesPerRow
    let copy = SharedBytes(count: indices.count * size) { copyRows(at: indices, to: $0) }
    return DataArray(dtype: dtype, shape: [indices.count] + rowShape, memory: copy)
  }

  /// Where in ``memory`` the bytes of some rows in a row lie.
  ///
  /// - Precondition: The array has an axis, and the rows are among its.
  public func byteRange(ofRows range: Range<Int>) -> Range<Int> {
    require(!shape.isEmpty, "a single number has no rows")
    require(
      range.lowerBound >= 0 && range.upperBound <= count,
      "rows \(range) were asked for, but \(self) has \(count)")
    let size = bytesPerRow
    return byteOffset + range.lowerBound * size..<byteOffset + range.upperBound * size
  }

  /// Copies the rows at some indices, one behind the other, to memory that holds as many.
  package func copyRows(
    at indices: some Collection<Int>, to target: UnsafeMutableRawBufferPointer
  ) {
    let (size, count) = (bytesPerRow, count)
    require(!shape.isEmpty, "a single number has no rows")
    require(
      target.count >= indices.count * size,
      "\(indices.count) rows of \(self) take \(indices.count * size) bytes, but there is room for"
        + " \(target.count)")
    guard size > 0 else { return }
    withUnsafeBytes { bytes in
      var place = 0
      for index in indices {
        require(index >= 0 && index < count, "row \(index) was asked for, but \(self) has \(count)")
        let row = UnsafeRawBufferPointer(rebasing: bytes[index * size..<(index + 1) * size])
        UnsafeMutableRawBufferPointer(rebasing: target[place..<place + size]).copyMemory(from: row)
        place += size
      }
    }
  }
}
