import OperatingSystem

/// An archive of named arrays, as `numpy.savez` and `numpy.savez_compressed` write it.
///
/// ```swift
/// let mnist = try NPZFile("mnist.npz")             // the one of Keras
/// let images = try mnist.array("x_train")          // uint8[60000, 28, 28]
/// let labels = try mnist.array("y_train")          // uint8[60000]
/// ```
///
/// The directory is read when the archive is opened, an array each time it is asked for.
public struct NPZFile: Sendable {
  /// Where the archive is.
  public var path: String { archive.path }
  /// The names of the arrays, in the order of the archive.
  public let names: [String]
  private let archive: ZipArchive

  /// Opens an archive.
  ///
  /// - Throws: ``DatasetError`` if it can't be read, is no archive, or its directory is damaged.
  public init(_ path: String) throws(DatasetError) {
    archive = try ZipArchive(path: path)
    names = archive.entries.compactMap { Self.arrayName(of: $0) }
  }

  /// Reads an array, stored or deflated, and verifies its CRC-32.
  ///
  /// - Parameter name: Its name, without `.npy`.
  /// - Throws: ``DatasetError/Code/unknownName`` if there is none, and what ``DataArray/init(npy:)``
  ///   throws, naming array and archive.
  public func array(_ name: String) throws(DatasetError) -> DataArray {
    let found = archive.entries.filter { Self.arrayName(of: $0) == name }
    guard let entry = found.first else {
      throw DatasetError(
        .unknownName, "reading \(name.showingBytesOfPaths) from \(path)",
        problem: names.isEmpty
          ? "the archive holds no arrays"
          : "there is no such array, only \(NameList.text(of: names))",
        remedy: names.isEmpty ? "Write it with numpy.savez" : "Ask for one of those")
    }
    guard found.count == 1 else {
      throw DatasetError(
        .ambiguous, "reading \(name.showingBytesOfPaths) from \(path)",
        problem: "\(found.count) arrays have this name",
        remedy: "Write the archive again, with one array of each name")
    }
    return try DataArray(
      npyFrom: archive.source(of: entry, called: name), remedy: "Fetch the file again")
  }

  /// What NumPy calls a member; nil if it is no array.
  private static func arrayName(of entry: ZipEntry) -> String? {
    entry.name.utf8.suffix(4).elementsEqual(".npy".utf8)
      ? String(entry.name.unicodeScalars.dropLast(4)) : nil
  }
}
