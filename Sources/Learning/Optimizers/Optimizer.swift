/// Turns gradients into new weights, element by element.
///
/// Each trainable weight has a number of slots: what the optimizer remembers of it from step to
/// step. All begin at zero.
public protocol Optimizer: Sendable {
  /// What it remembers of each weight, such as `velocity`.
  var slotNames: [String] { get }

  /// Whether a weight keeps its bits in a step in which its gradient is +0; false by default, as with
  /// momentum or decay. What has kept its bits need not be sent anywhere.
  var keepsWeightsWithoutGradient: Bool { get }

  /// Brings some of the weights and their slots up to date, where they are.
  ///
  /// Called for each block of the flat buffer once a step, on any thread.
  func update(_ block: UpdateBlock)
}

extension Optimizer {
  /// False.
  public var keepsWeightsWithoutGradient: Bool { false }
}
