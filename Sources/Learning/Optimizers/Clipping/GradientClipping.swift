import Diagnostics

/// How an optimizer keeps the gradients of its variables within limits, before they are applied.
///
/// What is clipped is the gradient of the whole global batch, summed and divided. Keras's `clipvalue`,
/// `clipnorm` and `global_clipnorm`, of which an optimizer has one at most.
public enum GradientClipping: Sendable, Hashable {
  /// No element is larger than a limit, or smaller than its opposite.
  case value(Float)
  /// The gradient of a variable whose norm, the root of the sum of squares, is above a limit is scaled down
  /// to it; each variable for itself.
  case norm(Float)
  /// If the norm of all gradients of the optimizer together is above a limit, all are scaled down by the same
  /// factor.
  case globalNorm(Float)

  /// The limit of whichever kind.
  public var limit: Float {
    switch self {
    case .value(let limit), .norm(let limit), .globalNorm(let limit): limit
    }
  }

  /// Stops unless the limit is positive.
  func requirePositive() {
    require(
      limit > 0 && limit.isFinite,
      "gradients are clipped to a limit that is positive and finite, not \(limit)")
  }

  /// What scales a gradient down to the limit; 1 if it is within.
  static func factor(norm: Double, limit: Float) -> Float {
    norm > Double(limit) ? Float(Double(limit) / norm) : 1
  }
}
