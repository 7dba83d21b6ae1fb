import Files

/// An open safetensors file whose header has been checked.
struct SafetensorsReader: ~Copyable {
  /// Bytes before the header, which hold its length.
  private static let prefixSize = 8

  let header: SafetensorsHeader
  private let file: OpenFile
  private let dataStart: Int
  private let path: String

  /// Opens a file, and reads and checks its header.
  init(path: String) throws(WeightFileError) {
    let file = try Self.open(path)
    let size = try Self.size(of: file, path: path)
    (header, dataStart) = try Self.header(of: file, size: size, path: path)
    self.file = file
    self.path = path
  }

  /// Reads the values of some of the header's tensors.
  func load(_ entries: [SafetensorsHeader.Entry]) throws(WeightFileError) -> [NamedTensor] {
    var tensors: [NamedTensor] = []
    for entry in entries {
      let elements: NamedTensor.Elements =
        switch entry.shape.type {
        case .float32: .float32(try values(of: entry))
        case .int64: .int64(try integers(of: entry))
        }
      tensors.append(
        NamedTensor(name: entry.shape.name, shape: entry.shape.shape, elements: elements))
    }
    return tensors
  }

  private func values(of entry: SafetensorsHeader.Entry) throws(WeightFileError) -> [Float] {
    let byteCount = entry.bytes.count
    var outcome: Result<Int, SystemFailure> = .success(0)
    let size = NamedTensor.ElementType.float32.size
    let values = [Float](unsafeUninitializedCapacity: byteCount / size) {
      buffer, count in
      let bytes = UnsafeMutableRawBufferPointer(
        start: buffer.baseAddress, count: buffer.baseAddress == nil ? 0 : byteCount)
      outcome = Self.read(file, into: bytes, at: dataStart + entry.bytes.lowerBound)
      guard case .success(byteCount) = outcome else { return }
      LittleEndian.convertFromFile(
        UnsafeMutableBufferPointer(rebasing: buffer[..<(byteCount / size)]))
      count = byteCount / size
    }
    try Self.check(outcome, count: byteCount, path: path)
    return values
  }

  private func integers(of entry: SafetensorsHeader.Entry) throws(WeightFileError) -> [Int64] {
    let bytes = try Self.bytes(
      of: file, count: entry.bytes.count, at: dataStart + entry.bytes.lowerBound, path: path)
    return stride(from: 0, to: bytes.count, by: NamedTensor.ElementType.int64.size).map { start in
      let bits = bytes[start..<start + NamedTensor.ElementType.int64.size].reversed()
        .reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return Int64(bitPattern: bits)
    }
  }

  private static func header(
    of file: borrowing OpenFile, size: Int, path: String
  ) throws(WeightFileError) -> (SafetensorsHeader, dataStart: Int) {
    do throws(WeightFileError) {
      let length = try headerLength(of: file, size: size, path: path)
      let json = try bytes(of: file, count: length, at: prefixSize, path: path)
      let dataStart = prefixSize + length
      return (
        try SafetensorsHeader.parse(json, dataSize: size - dataStart, path: path), dataStart
      )
    } catch {
      throw explained(error, size: size, by: file)
    }
  }

  /// What the file is, where what is wrong with it is that it is something else.
  private static func explained(
    _ error: WeightFileError, size: Int, by file: borrowing OpenFile
  ) -> WeightFileError {
    guard [.cutHeader, .headerTooLong, .invalidHeader].contains(error.code) else { return error }
    if size == 0 { return WeightFileError(.otherFormat, path: error.path, "the file is empty") }
    var sample = [UInt8](repeating: 0, count: min(size, FileKind.sampleSize))
    let outcome = sample.withUnsafeMutableBytes { read(file, into: $0, at: 0) }
    guard case .success(let count) = outcome, let kind = FileKind(of: sample.prefix(count)),
      kind.description != FileKind.safetensors
    else { return error }
    return WeightFileError(.otherFormat, path: error.path, "it is \(kind)")
  }

  private static func open(_ path: String) throws(WeightFileError) -> OpenFile {
    do throws(SystemFailure) {
      return try OpenFile(readingFrom: path)
    } catch {
      throw WeightFileError(.unreadable, path: path, error.reason)
    }
  }

  private static func size(
    of file: borrowing OpenFile, path: String
  ) throws(WeightFileError) -> Int {
    let size: Int?
    do throws(SystemFailure) {
      size = try file.regularSize()
    } catch {
      throw WeightFileError(.unreadable, path: path, error.reason)
    }
    guard let size else {
      throw WeightFileError(.notARegularFile, path: path, "it is not a regular file")
    }
    return size
  }

  private static func headerLength(
    of file: borrowing OpenFile, size: Int, path: String
  ) throws(WeightFileError) -> Int {
    guard size >= prefixSize else {
      throw WeightFileError(
        .cutHeader, path: path, "the file has \(size) bytes, too few for a header's length")
    }
    let prefix = try bytes(of: file, count: prefixSize, at: 0, path: path)
    let length = prefix.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(SafetensorsHeader.lengthLimit) else {
      throw WeightFileError(
        .headerTooLong, path: path,
        "the header claims \(length) bytes, more than the \(SafetensorsHeader.lengthLimit) allowed")
    }
    guard Int(length) <= size - prefixSize else {
      throw WeightFileError(
        .cutHeader, path: path,
        "the header claims \(length) bytes, but only \(size - prefixSize) follow")
    }
    return Int(length)
  }

  private static func bytes(
    of file: borrowing OpenFile, count: Int, at offset: Int, path: String
  ) throws(WeightFileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var outcome: Result<Int, SystemFailure> = .success(0)
    bytes.withUnsafeMutableBytes { outcome = read(file, into: $0, at: offset) }
    try check(outcome, count: count, path: path)
    return bytes
  }

  private static func read(
    _ file: borrowing OpenFile, into bytes: UnsafeMutableRawBufferPointer, at offset: Int
  ) -> Result<Int, SystemFailure> {
    do throws(SystemFailure) {
      return .success(try file.read(into: bytes, at: offset))
    } catch {
      return .failure(error)
    }
  }

  /// The size was checked, so fewer bytes mean that the file was cut while it was read.
  private static func check(
    _ outcome: Result<Int, SystemFailure>, count: Int, path: String
  ) throws(WeightFileError) {
    switch outcome {
    case .success(count): return
    case .success: throw WeightFileError(.cutShort, path: path, "the file shrank while it was read")
    case .failure(let failure): throw WeightFileError(.unreadable, path: path, failure.reason)
    }
  }
}
