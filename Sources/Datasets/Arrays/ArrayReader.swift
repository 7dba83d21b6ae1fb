/// Reads the numbers that stand behind the header of a file, and nothing else.
struct ArrayReader {
  /// The file, read up to the end of its header.
  let unpacker: Unpacker
  /// What its numbers are.
  let element: StoredElement
  /// The lengths of its axes, in the order in which they are told.
  let shape: [Int]
  /// The most bytes the numbers may take, in the file and in memory.
  var limit = DataArray.maximumByteCount
  /// What to do about a file that was cut or damaged.
  var remedy = "Fetch the file again"

  private static let chunkSize = 1 << 16

  /// Reads the numbers, in the order in which they stand there.
  ///
  /// The memory asked for is bounded by what the size of the source makes possible, and by the limit.
  ///
  /// - Throws: ``DatasetError`` if there are not exactly as many numbers as the shape announces, or one
  ///   of them does not fit.
  func read() throws(DatasetError) -> SharedBytes {
    guard let count = ArraySize.elementCount(of: shape),
      let size = ArraySize.byteCount(of: shape, as: element), size <= limit
    else {
      throw DatasetError(
        .tooLarge, unpacker.activity,
        problem: "its header announces an array of \(Self.product(shape)) numbers, more than fit"
          + " into \(limit >> 30) GiB",
        remedy: "The header is probably damaged: \(remedy.lowercasedFirst)")
    }
    let wanted = count * element.byteCount
    let available = unpacker.maximumSize - unpacker.unpackedSoFar
    guard available >= wanted else {
      throw truncated(
        wanted: wanted,
        found: unpacker.isPacked ? "at most \(available) can be packed" : "only \(available) are")
    }
    let memory = try SharedBytes(count: count * element.dtype.byteCount, for: unpacker.activity) {
      buffer throws(DatasetError) in
      if element.byteCount == element.dtype.byteCount {
        try readInPlace(count, buffer)
      } else {
        try readConverting(count, buffer)
      }
    }
    // Also has checksums verified that stand behind the last byte.
    guard try unpacker.isAtEnd() else {
      throw DatasetError(
        .oversized, unpacker.activity,
        problem: "it goes on behind the \(wanted) bytes that its header announces", remedy: remedy)
    }
    return memory
  }

  private func readInPlace(
    _ count: Int, _ buffer: UnsafeMutableRawBufferPointer
  ) throws(DatasetError) {
    let found = try unpacker.read(into: buffer)
    guard found == buffer.count else {
      throw truncated(wanted: buffer.count, found: "only \(found) are")
    }
    guard count > 0, let start = buffer.baseAddress else { return }
    if let misfit = element.decode(count, from: start, to: start) {
      throw misfits(at: misfit, start + misfit * element.byteCount)
    }
  }

  private func readConverting(
    _ count: Int, _ buffer: UnsafeMutableRawBufferPointer
  ) throws(DatasetError) {
    guard count > 0, var target = buffer.baseAddress else { return }
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunkSize, alignment: 16)
    defer { chunk.deallocate() }
    let atOnce = Self.chunkSize / element.byteCount
    var done = 0
    while done < count {
      let part = min(atOnce, count - done)
      let found = try unpacker.read(
        into: UnsafeMutableRawBufferPointer(rebasing: chunk[..<(part * element.byteCount)]))
      guard found == part * element.byteCount else {
        let size = element.byteCount
        throw truncated(wanted: count * size, found: "only \(done * size + found) are")
      }
      if let misfit = element.decode(part, from: chunk.baseAddress!, to: target) {
        throw misfits(at: done + misfit, chunk.baseAddress! + misfit * element.byteCount)
      }
      target += part * element.dtype.byteCount
      done += part
    }
  }

  private func truncated(wanted: Int, found: String) -> DatasetError {
    DatasetError(
      .truncated, unpacker.activity,
      problem: "its header announces \(wanted) bytes of data, but \(found) there", remedy: remedy)
  }

  private func misfits(at index: Int, _ bytes: UnsafeRawPointer) -> DatasetError {
    DatasetError(
      .outOfRange, unpacker.activity,
      problem:
        "the number at index \(index), \(element.text(of: bytes)) as \(element), does not fit"
        + " into \(element.kind == .bool ? "a truth value" : "\(element.dtype)")",
      remedy: "Write the file with smaller numbers, or fetch it again if it is damaged")
  }

  /// Lengths as people write them: `28×28`.
  static func product(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: "×")
  }
}

extension String {
  /// The text as it stands within a sentence.
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
