extension GradientTape {
  /// What to do about a source that a target does not depend on.
  public enum Unconnected: Sendable {
    /// Stop the program with the source's label.
    case error
    /// Give it a gradient of zeros.
    case zero
  }
}
