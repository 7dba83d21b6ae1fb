import Sharding

extension Round {
  /// A round of eight training examples.
  public static func sample(_ index: Int, weightsVersion: Int) -> Round {
    let shape = JobShape(batchSize: 8, shards: 3, trainingExamples: 8)
    return Round(
      index: index, batch: Pass(.training, epoch: 0, of: shape)[0], weightsVersion: weightsVersion)
  }
}
