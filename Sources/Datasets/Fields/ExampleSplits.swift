import Diagnostics

/// The examples of a job, by what they are for.
public struct ExampleSplits: Sendable {
  /// What is learned from.
  public let training: ExampleSet
  /// What each epoch is judged by.
  public let validation: ExampleSet
  /// What the end is judged by.
  public let test: ExampleSet
  /// Whether each epoch goes through the training examples in an order of its own, which follows from seed
  /// and epoch.
  public let isShuffled: Bool

  /// Puts splits together.
  public init(
    training: ExampleSet, validation: ExampleSet, test: ExampleSet, isShuffled: Bool = false
  ) {
    self.training = training
    self.validation = validation
    self.test = test
    self.isShuffled = isShuffled
  }
}
