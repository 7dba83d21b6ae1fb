import Datasets
import Sharding

/// The examples of a job, by phase.
public struct ExampleSplits: Sendable {
  /// What is learned from.
  public let training: ExampleSet
  /// What each epoch is judged by.
  public let validation: ExampleSet
  /// What the end is judged by.
  public let test: ExampleSet

  /// The splits of a data set, sharing its memory.
  public init(_ split: DatasetSplit) {
    training = ExampleSet(split.train)
    validation = ExampleSet(split.validation)
    test = ExampleSet(split.test)
  }

  /// Puts splits together.
  public init(training: ExampleSet, validation: ExampleSet, test: ExampleSet) {
    self.training = training
    self.validation = validation
    self.test = test
  }

  /// The bytes of one example's input, the same in all splits that have examples.
  package var bytesPerInput: Int {
    Phase.allCases.map { self[$0] }.first { $0.count > 0 }?.bytesPerInput ?? 0
  }

  /// The examples that a phase draws from.
  public subscript(phase: Phase) -> ExampleSet {
    switch phase {
    case .training: training
    case .validation: validation
    case .test: test
    }
  }
}
