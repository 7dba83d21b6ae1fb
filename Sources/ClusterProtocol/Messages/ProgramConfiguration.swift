/// What a program was made with: its layers and their hyper-parameters, its optimizer and its metrics.
///
/// Nobody is turned away for it alone, since a text can differ where no bit does. It tells what is behind
/// a difference in what two processes compute.
public struct ProgramConfiguration: Hashable, Sendable {
  /// A digest, in hexadecimal, of the whole text.
  public var digest: String
  /// The text, parts separated by semicolons; on the wire its first 1,024 bytes.
  public var text: String

  /// - Parameters:
  ///   - digest: A digest of the whole text; empty, the default, if nothing is known.
  ///   - text: The text.
  public init(digest: String = "", text: String = "") {
    self.digest = digest
    self.text = text
  }

  /// The first parts in which two texts differ; the digests if the texts do not show it.
  func difference(from other: ProgramConfiguration) -> (own: String, other: String) {
    let parts = [self, other].map { $0.text.split(separator: ";").map(String.init) }
    for index in 0..<max(parts[0].count, parts[1].count) {
      let pair = parts.map { index < $0.count ? $0[index].drop { $0 == " " } : "nothing more" }
      if pair[0] != pair[1] { return (String(pair[0]), String(pair[1])) }
    }
    return ("a configuration of digest \(digest.prefix(8))", "one of \(other.digest.prefix(8))")
  }
}
