import Digests
import Files

/// The contents of an IDX file, unpacked and checked against its header.
struct IDXFile: Sendable {
  /// What it holds, and how many.
  let header: IDXHeader
  /// Its numbers.
  let array: DataArray

  /// The examples, one behind the other.
  var payload: SharedBytes { array.memory }

  /// The SHA-256 of the unpacked file, whose numbers are bytes.
  var sha256: String {
    // The checked header has one spelling, so that it can be written again instead of kept.
    let hasher = SHA256()
    hasher.update(header.bytes)
    payload.withUnsafeBytes { hasher.update($0) }
    return Hexadecimal.text(of: hasher.finalize())
  }

  /// Reads a file, packed by gzip or not.
  ///
  /// - Parameters:
  ///   - layout: What it is to hold; nil for anything.
  ///   - source: Its bytes.
  /// - Throws: ``DatasetError`` if the file is not exactly what its header announces.
  init(layout: IDXLayout? = nil, from source: ByteSource) throws(DatasetError) {
    let unpacker = try Unpacker(source)
    header = try IDXHeader(layout: layout, from: unpacker)
    var reader = ArrayReader(unpacker: unpacker, element: header.element, shape: header.shape)
    if layout != nil { reader.limit = IDXLayout.maximumByteCount }
    array = DataArray(dtype: header.element.dtype, shape: header.shape, memory: try reader.read())
  }
}

extension DataArray {
  /// Reads an IDX file, the format of MNIST and its kin, of any type and any number of dimensions, packed
  /// by gzip or not.
  ///
  /// Fashion-MNIST's images become `uint8[60000, 28, 28]`, EMNIST's labels `uint8[124800]` with 1 for
  /// the letter a. EMNIST's images lie in the file with rows and columns exchanged.
  ///
  /// - Parameter path: Where the file is. Its name doesn't matter.
  /// - Throws: ``DatasetError`` if it can't be read, is no IDX file, is empty, or is not exactly as long
  ///   as its header announces.
  public init(idx path: String) throws(DatasetError) {
    self = try IDXFile(from: .file(path, activity: "reading \(path)")).array
  }
}
