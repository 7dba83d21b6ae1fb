import Diagnostics

extension DataArray {
  /// Copies numbers out of a program's own array.
  ///
  /// - Parameters:
  ///   - values: The numbers, the last axis varying fastest.
  ///   - shape: The lengths of the axes; by default one axis, as long as there are numbers.
  /// - Precondition: No length is negative, and there are as many numbers as the shape has places.
  public init<Element: DataElement>(_ values: [Element], shape: [Int]? = nil) {
    let shape = shape ?? [values.count]
    let count = ArraySize.elementCount(of: shape)
    require(
      count == values.count,
      "an array of shape \(shape) has \(count.map(String.init) ?? "too many") numbers, but"
        + " \(values.count) were given")
    let memory = values.withUnsafeBytes { bytes in
      SharedBytes(count: bytes.count) { $0.copyMemory(from: bytes) }
    }
    self.init(dtype: Element.elementType, shape: shape, memory: memory)
  }

  /// Lends the bytes of all numbers to a closure, in this machine's order; the pointer is not valid
  /// behind it.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try memory.withUnsafeBytes { whole throws(Failure) in
      try body(UnsafeRawBufferPointer(rebasing: whole[byteOffset..<byteOffset + byteCount]))
    }
  }

  /// Lends all numbers to a closure; the pointer is not valid behind it.
  ///
  /// - Precondition: The array holds numbers of this type.
  public func withElements<Element: DataElement, Result, Failure: Error>(
    of type: Element.Type = Element.self,
    _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    require(
      Element.elementType == dtype,
      "\(self) was asked for numbers of type \(Element.elementType); converted(to:) gives them")
    return try withUnsafeBytes { bytes throws(Failure) in
      // Offsets are multiples of a row, rows are of the size of numbers, and memory is aligned.
      try body(bytes.assumingMemoryBound(to: Element.self))
    }
  }

  /// A copy of all numbers, the last axis varying fastest.
  ///
  /// - Precondition: The array holds numbers of this type.
  public func elements<Element: DataElement>(of type: Element.Type = Element.self) -> [Element] {
    withElements(of: type) { Array($0) }
  }
}
