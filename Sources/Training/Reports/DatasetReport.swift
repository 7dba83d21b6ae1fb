/// Which examples a run learned from.
public struct DatasetReport: Codable, Sendable, Hashable {
  /// Name of the data set: `mnist`, `synthetic`, a path, or what a program calls its own.
  public var name: String
  /// SHA-256, in hexadecimal, before any limit: of images with labels that of the unpacked files in a row, of
  /// other columns that of their names, types, shapes and bytes.
  public var sha256: String
  /// Number of training examples, after the hold-out and the limit.
  public var trainExamples: Int
  /// Number of validation examples.
  public var validationExamples: Int
  /// Whether each epoch had an order of its own; nil if it had not.
  public var shuffled: Bool?

  /// Describes a data set.
  public init(
    name: String, sha256: String, trainExamples: Int, validationExamples: Int,
    isShuffled: Bool = false
  ) {
    self.name = name
    self.sha256 = sha256
    self.trainExamples = trainExamples
    self.validationExamples = validationExamples
    shuffled = isShuffled ? true : nil
  }
}
