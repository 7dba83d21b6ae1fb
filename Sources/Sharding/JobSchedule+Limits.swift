extension JobSchedule {
  /// The most epochs of a job: 1,048,576.
  public static let maximumEpochs = 1 << 20
  /// The most shards of a global batch: 65,536.
  public static let maximumShards = 1 << 16
  /// The most examples of a split or a global batch: 2⁴⁰. With the other two limits it keeps all
  /// arithmetic on rounds and shards from overflowing.
  public static let maximumExamples = 1 << 40

  /// What makes these values no schedule, as a sentence that names the value and its limits; nil
  /// if nothing does.
  ///
  /// No epochs and no training examples at once mean an evaluation, which needs test examples.
  public static func problem(
    epochs: Int, batchSize: Int, shards: Int,
    trainingExamples: Int, validationExamples: Int, testExamples: Int
  ) -> String? {
    let least = epochs == 0 && trainingExamples == 0 ? 0 : 1
    let checks: [(name: String, value: Int, limits: ClosedRange<Int>)] = [
      ("epochs", epochs, least...maximumEpochs),
      ("the batch size", batchSize, 1...maximumExamples),
      ("shards", shards, 1...maximumShards),
      ("training examples", trainingExamples, least...maximumExamples),
      ("validation examples", validationExamples, 0...maximumExamples),
      ("test examples", testExamples, (1 - least)...maximumExamples),
    ]
    guard let failed = checks.first(where: { !($0.limits ~= $0.value) }) else {
      return least == 0 && validationExamples != 0
        ? "an evaluation has no validation examples, not \(validationExamples)" : nil
    }
    let (name, value, limits) = failed
    return "\(name) must be \(limits.lowerBound) to \(limits.upperBound), not \(value)"
  }
}
