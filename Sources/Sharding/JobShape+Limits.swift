extension JobShape {
  /// The most epochs of a job: 1,048,576.
  public static let maximumEpochs = 1 << 20
  /// The most stages of a step: 1,024.
  public static let maximumStages = 1 << 10
  /// The most shards of a global batch: 65,536.
  public static let maximumShards = 1 << 16
  /// The most examples of a split or a global batch: 2⁴⁰. With the other limits it keeps all
  /// arithmetic on rounds and shards from overflowing.
  public static let maximumExamples = 1 << 40

  /// What makes these values no shape of a job, as a sentence that names the value and its limits; nil
  /// if nothing does.
  public static func problem(
    batchSize: Int, shards: Int,
    trainingExamples: Int, validationExamples: Int, testExamples: Int
  ) -> String? {
    let checks: [(name: String, value: Int, limits: ClosedRange<Int>)] = [
      ("the batch size", batchSize, 1...maximumExamples),
      ("shards", shards, 1...maximumShards),
      ("training examples", trainingExamples, 0...maximumExamples),
      ("validation examples", validationExamples, 0...maximumExamples),
      ("test examples", testExamples, 0...maximumExamples),
    ]
    if let (name, value, limits) = checks.first(where: { !($0.limits ~= $0.value) }) {
      return "\(name) must be \(limits.lowerBound) to \(limits.upperBound), not \(value)"
    }
    return trainingExamples + validationExamples + testExamples == 0
      ? "a job has examples in one split at least" : nil
  }

  /// What keeps a global batch from being one of the job's, as the end of a sentence that names both
  /// values; nil if nothing does.
  ///
  /// What fits has a size of shard that was probed, and examples that there are.
  public func problem(with batch: GlobalBatch) -> String? {
    let all = examples(in: batch.phase)
    if batch.examples.upperBound > all {
      return
        "examples up to \(batch.examples.upperBound), where the \(batch.phase) split has \(all)"
    }
    let sizes = batchSizes(in: batch.phase)
    if !sizes.contains(batch.examples.count) {
      return """
        a batch of \(batch.examples.count) examples, where those of \(batch.phase) have \
        \(sizes.map(String.init).joined(separator: " or "))
        """
    }
    if batch.plan.shards != shards {
      return "\(batch.plan.shards) shards, where batches are cut into \(shards)"
    }
    let steps = steps(in: batch.phase)
    return batch.step < steps
      ? nil : "step \(batch.step), where a pass over the \(batch.phase) split has \(steps)"
  }
}
