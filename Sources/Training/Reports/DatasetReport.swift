/// Which examples a run learned from.
public struct DatasetReport: Codable, Sendable, Hashable {
  /// Name of the data set: `mnist`, `synthetic`.
  public var name: String
  /// SHA-256, in hexadecimal, of the unpacked files in a row, before any limit.
  public var sha256: String
  /// Number of training examples, after the hold-out and the limit.
  public var trainExamples: Int
  /// Number of validation examples.
  public var validationExamples: Int

  /// Describes a data set.
  public init(name: String, sha256: String, trainExamples: Int, validationExamples: Int) {
    self.name = name
    self.sha256 = sha256
    self.trainExamples = trainExamples
    self.validationExamples = validationExamples
  }
}
