/// What a run learns from, watches itself by, and is measured by in the end.
public struct DatasetSplit: Sendable {
  /// The examples to train on.
  public let train: LabeledImages
  /// The examples held out of the training set, evaluated after each epoch.
  public let validation: LabeledImages
  /// The examples evaluated once, after the last epoch.
  public let test: LabeledImages
}
