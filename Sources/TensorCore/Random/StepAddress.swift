import Diagnostics

/// Where in the training some rows stand: what random draws are addressed by.
public struct StepAddress: Sendable, Hashable {
  /// The epoch, from 0.
  public let epoch: Int
  /// The step within the epoch, from 0.
  public let step: Int
  /// The index in the global batch of the first row.
  public let firstExample: Int
  /// What the step is for: 0 in training, another number below 4 in each other phase.
  public let phase: Int
  /// The stage of the step, from 0.
  public let stage: Int

  /// An address; the first example of the first training step by default.
  ///
  /// - Parameters:
  ///   - epoch: From 0; the lowest 20 bits count.
  ///   - step: Within the epoch, from 0.
  ///   - firstExample: The index in the global batch of the first row.
  ///   - phase: 0 in training, another number below 4 in each other phase.
  ///   - stage: Of the step, from 0 to 1,023.
  public init(
    epoch: Int = 0, step: Int = 0, firstExample: Int = 0, phase: Int = 0, stage: Int = 0
  ) {
    require(
      0..<4 ~= phase && 0..<1024 ~= stage,
      "an address of stage \(stage) in phase \(phase), where 1,023 and 3 are the last")
    self.epoch = epoch
    self.step = step
    self.firstExample = firstExample
    self.phase = phase
    self.stage = stage
  }

  /// Epoch, stage and phase in one word, which is the epoch in the first stage of training.
  var word: UInt32 {
    UInt32(truncatingIfNeeded: epoch) & 0xF_FFFF | UInt32(stage) << 20 | UInt32(phase) << 30
  }
}
