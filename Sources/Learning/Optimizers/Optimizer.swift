/// Turns gradients into new weights, element by element.
///
/// Each trainable weight has a number of slots: what the optimizer remembers of it from step to
/// step. All begin at zero. An optimizer of your own names its slots and says what becomes of a block:
///
///     struct Lion: Optimizer {
///       let learningRate: any LearningRateSchedule = 1e-4
///       let slotNames = ["momentum"]
///
///       func update(_ block: borrowing UpdateBlock, at step: UpdateStep) {
///         block.withSpans { weights, gradient, momentum in
///           for index in gradient.indices {
///             let direction = 0.9 * momentum[index] + 0.1 * gradient[index]
///             if direction != 0 {
///               weights[index] -= direction > 0 ? step.learningRate : -step.learningRate
///             }
///             momentum[index] = 0.99 * momentum[index] + 0.01 * gradient[index]
///           }
///         }
///       }
///     }
public protocol Optimizer: Sendable {
  /// What of a program's trainable variables it updates; all by default.
  var variables: VariableSelection { get }

  /// The size of a step, fixed (any number will do) or by a schedule. Evaluated once an update.
  var learningRate: any LearningRateSchedule { get }

  /// How its gradients are kept within limits before they are applied; not at all by default.
  var clipping: GradientClipping? { get }

  /// Of its variables those whose weights do not decay, if others do: ``UpdateBlock/decays`` tells; none by
  /// default.
  var exemptFromDecay: VariableSelection? { get }

  /// What it remembers of each weight, such as `velocity`.
  var slotNames: [String] { get }

  /// Brings some of the weights and their slots up to date, where they are.
  ///
  /// Called for each block of the flat buffer once a step, on any thread and in any order: an element's
  /// new value may follow from that element alone.
  ///
  /// - Parameters:
  ///   - block: Consecutive elements of the weights, their gradients and slots.
  ///   - step: The number of the update, and its learning rate.
  func update(_ block: borrowing UpdateBlock, at step: UpdateStep)
}

/// An optimizer that may leave a weight whose gradient is +0 as it is: what has kept its bits need not
/// be sent anywhere.
package protocol WeightKeeping: Optimizer {
  /// Whether every weight keeps its bits in a step in which its gradient is +0, unlike with momentum or
  /// decay.
  var keepsWeightsWithoutGradient: Bool { get }
}

extension Optimizer {
  /// All of them.
  public var variables: VariableSelection { .all }

  /// Not at all.
  public var clipping: GradientClipping? { nil }

  /// None.
  public var exemptFromDecay: VariableSelection? { nil }

  /// Whether a weight keeps its bits in a step in which its gradient is +0; not unless it is known to.
  package var keepsWeightsWithoutGradient: Bool {
    (self as? any WeightKeeping)?.keepsWeightsWithoutGradient ?? false
  }
}
