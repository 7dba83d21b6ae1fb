/// Where in the training some rows stand: what random draws are addressed by.
public struct StepAddress: Sendable, Hashable {
  /// The epoch, from 0.
  public let epoch: Int
  /// The step within the epoch, from 0.
  public let step: Int
  /// The index in the global batch of the first row.
  public let firstExample: Int

  /// An address; the first example of the first step by default.
  public init(epoch: Int = 0, step: Int = 0, firstExample: Int = 0) {
    self.epoch = epoch
    self.step = step
    self.firstExample = firstExample
  }
}
