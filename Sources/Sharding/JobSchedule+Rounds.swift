import Diagnostics

extension JobSchedule: RandomAccessCollection {
  /// The number of the first round: 0.
  public var startIndex: Int { 0 }

  /// How many rounds the job has.
  public var endIndex: Int { epochs * roundsPerEpoch + rounds(in: .test) }

  /// The round of a number, worked out in constant time.
  public subscript(index: Int) -> Round {
    require(0..<endIndex ~= index, "round \(index) of \(endIndex)")
    let training = rounds(in: .training)
    guard index < epochs * roundsPerEpoch else {
      return round(
        index, .test, epoch: Swift.max(epochs - 1, 0), step: index - epochs * roundsPerEpoch,
        weightsVersion: epochs * training)
    }
    let (epoch, place) = index.quotientAndRemainder(dividingBy: roundsPerEpoch)
    return place < training
      ? round(
        index, .training, epoch: epoch, step: place, weightsVersion: epoch * training + place)
      : round(
        index, .validation, epoch: epoch, step: place - training,
        weightsVersion: (epoch + 1) * training)
  }

  /// The examples of the split that a phase draws from.
  public func examples(in phase: Phase) -> Int {
    switch phase {
    case .training: trainingExamples
    case .validation: validationExamples
    case .test: testExamples
    }
  }

  /// How many rounds one pass over the split of a phase takes: for training, the steps of an epoch.
  public func rounds(in phase: Phase) -> Int {
    (examples(in: phase) + batchSize - 1) / batchSize
  }

  /// How many training rounds the whole job has: the version of the final weights.
  public var trainingRounds: Int { epochs * rounds(in: .training) }

  private var roundsPerEpoch: Int { rounds(in: .training) + rounds(in: .validation) }

  private func round(
    _ index: Int, _ phase: Phase, epoch: Int, step: Int, weightsVersion: Int
  ) -> Round {
    let first = step * batchSize
    let last = Swift.min(first + batchSize, examples(in: phase))
    return Round(
      index: index, phase: phase, epoch: epoch, step: step, examples: first..<last,
      plan: ShardPlan(examples: last - first, shards: shards), weightsVersion: weightsVersion,
      isLastOfPhase: last == examples(in: phase))
  }
}
