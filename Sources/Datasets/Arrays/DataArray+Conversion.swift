extension DataArray {
  /// The same numbers as another type; nothing is copied where that is the type they have.
  ///
  /// Nothing is scaled: a pixel of 255 becomes 255. Whole numbers beyond 2²⁴ become the nearest
  /// Float32, a tie the even one.
  ///
  /// - Throws: ``DatasetError/Code/outOfRange`` if a number has no equal among those of a whole type.
  public func converted(to dtype: ElementType) throws(DatasetError) -> DataArray {
    if dtype == self.dtype { return self }
    let count = elementCount
    let activity = "converting \(self) to \(dtype)"
    let memory = try SharedBytes(count: count * dtype.byteCount, for: activity) {
      target throws(DatasetError) in
      let misfit = withUnsafeBytes { source in
        self.dtype.convert(count, from: source, to: target, as: dtype)
      }
      guard let misfit else { return }
      throw DatasetError(
        .outOfRange, activity,
        problem: "the number at index \(misfit), \(text(at: misfit)), is none of \(dtype)",
        remedy: "Keep it as \(self.dtype), or correct the number")
    }
    return DataArray(dtype: dtype, shape: shape, memory: memory)
  }

  /// A number as text, for messages.
  private func text(at index: Int) -> String {
    switch dtype {
    case .uint8: withElements(of: UInt8.self) { "\($0[index])" }
    case .int32: withElements(of: Int32.self) { "\($0[index])" }
    case .float32: withElements(of: Float.self) { "\($0[index])" }
    }
  }
}

extension ElementType {
  /// Converts numbers of this type.
  ///
  /// - Returns: The index of the first one that has no equal, if there is one.
  fileprivate func convert(
    _ count: Int, from source: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer,
    as other: ElementType
  ) -> Int? {
    switch (self, other) {
    case (.uint8, .int32): Self.each(count, source, target) { (number: UInt8) in Int32(number) }
    case (.uint8, .float32): Self.each(count, source, target) { (number: UInt8) in Float(number) }
    case (.int32, .uint8): Self.each(count, source, target) { UInt8(exactly: $0 as Int32) }
    case (.int32, .float32): Self.each(count, source, target) { (number: Int32) in Float(number) }
    case (.float32, .uint8): Self.each(count, source, target) { UInt8(exactly: $0 as Float) }
    case (.float32, .int32): Self.each(count, source, target) { Int32(exactly: $0 as Float) }
    case (.uint8, .uint8), (.int32, .int32), (.float32, .float32): nil
    }
  }

  @inline(__always)
  private static func each<Old: DataElement, New: DataElement>(
    _ count: Int, _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer,
    _ convert: (Old) -> New?
  ) -> Int? {
    let old = source.assumingMemoryBound(to: Old.self)
    let new = target.bindMemory(to: New.self)
    for index in 0..<count {
      guard let number = convert(old[index]) else { return index }
      new[index] = number
    }
    return nil
  }
}
