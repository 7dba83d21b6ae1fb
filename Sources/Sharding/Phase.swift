/// What a round is for, which is also the split its examples come from.
public enum Phase: String, Hashable, Sendable, CaseIterable {
  /// Gradients are computed and the weights updated.
  case training
  /// The metrics of the held-out examples, after each epoch.
  case validation
  /// The metrics of the test examples, at the end of the job.
  case test
}
