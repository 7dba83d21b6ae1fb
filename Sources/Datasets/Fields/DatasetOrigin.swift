import Digests
import Files

/// Which data examples are from: a name, and a digest to know it by, computed on a thread of its own.
public struct DatasetOrigin: Sendable {
  private let givenName: String
  private let dataset: ImageDataset?
  private let digest: ColumnDigest?

  /// Of images and labels, known by the digest of the files that MNIST's are of.
  init(of dataset: ImageDataset) {
    self.dataset = dataset
    givenName = dataset.givenName
    digest = nil
  }

  /// Of any columns.
  init(named name: String, _ parts: [(name: String, examples: ExampleSet)]) {
    givenName = name
    dataset = nil
    digest = ColumnDigest(of: parts)
  }

  /// Where the examples are from: `mnist`, `synthetic`, a path, or what a program calls them. May wait for
  /// the digest, by which MNIST is known.
  public var name: String { dataset?.name ?? givenName }

  /// The SHA-256, in hexadecimal. Of images and labels from wherever, that of the four unpacked IDX files in
  /// a row. Of other columns, for each part, training and what is told of beside it, the name and the number
  /// of its examples, and for each field a line with name, type and shape, followed by the bytes. Waits
  /// until it is there.
  public var sha256: String { dataset?.sha256 ?? digest?.text ?? "" }
}

/// The SHA-256 of columns.
final class ColumnDigest: Sendable {
  private let work: Errand<String>

  /// Begins to compute it.
  init(of parts: [(name: String, examples: ExampleSet)]) {
    work = Errand { Self.text(of: parts) }
  }

  // A process that ends in the middle of it, as one that is interrupted may, takes libcrypto down.
  deinit { _ = work.value() }

  /// The digest in hexadecimal; waits until it is there.
  var text: String { work.value() }

  private static func text(of parts: [(name: String, examples: ExampleSet)]) -> String {
    let hasher = SHA256()
    for (name, examples) in parts {
      hasher.update(Array("\(name) \(examples.count)\n".utf8))
      for (field, column) in zip(examples.fields.specifications, examples.columns) {
        let shape = field.shape.dimensions.map(String.init).joined(separator: ",")
        hasher.update(Array("\(field.name) \(field.dtype) [\(shape)]\n".utf8))
        column.withBytes { hasher.update($0) }
      }
    }
    return Hexadecimal.text(of: hasher.finalize())
  }
}
