import Digests
import Files

/// The SHA-256 of a data set's examples: computed on a thread of its own, so that nobody waits for it
/// who does not ask.
final class DatasetDigest: Sendable {
  private let work: Errand<String>

  /// Begins to compute it.
  init(train: LabeledImages, test: LabeledImages) {
    work = Errand { Self.text(of: [train, test]) }
  }

  // A process that ends in the middle of it, as one that is interrupted may, takes libcrypto down.
  deinit { _ = work.value() }

  /// The digest in hexadecimal; waits until it is there.
  var text: String { work.value() }

  private static func text(of parts: [LabeledImages]) -> String {
    let hasher = SHA256()
    for part in parts {
      let all = 0..<part.count
      hasher.update(IDXHeader(bytesOfShape: [part.count] + part.imageShape).bytes)
      part.withUnsafeImageBytes(ofExamples: all) { hasher.update($0) }
      hasher.update(IDXHeader(bytesOfShape: [part.count]).bytes)
      part.withUnsafeLabelBytes(ofExamples: all) { hasher.update($0) }
    }
    return Hexadecimal.text(of: hasher.finalize())
  }
}
