import ArgumentParser
import Sharding
import Training

/// The hyper-parameters of a job.
struct JobOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How often to go through the training examples.", valueName: "n"))
  var epochs = 3

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Examples in a global batch.", valueName: "n"))
  var batchSize = 32

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Shards that each global batch is cut into; part of the result, like the batch size.",
      discussion: "Default: the number of workers asked for; 1 for the single-process loop.",
      valueName: "n"))
  var shards: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seed of all randomness, a whole number from 0.", valueName: "seed"))
  var seed: UInt64 = 1

  func validate() throws {
    try Self.check("--epochs", epochs, atMost: JobShape.maximumEpochs)
    try Self.check("--batch-size", batchSize, atMost: JobShape.maximumExamples)
    if let shards { try Self.check("--shards", shards, atMost: JobShape.maximumShards) }
  }

  static func check(_ name: String, _ value: Int, atMost limit: Int) throws {
    guard (1...limit).contains(value) else {
      throw ValidationError("\(name) is from 1 to \(limit), not \(value).")
    }
  }

  func configuration(defaultShards: Int) -> JobConfiguration {
    JobConfiguration(
      epochs: epochs, batchSize: batchSize, shards: shards ?? defaultShards, seed: seed)
  }
}
