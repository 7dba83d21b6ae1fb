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
  /// The size of a step, fixed (any number will do) or by a schedule. Evaluated once an update.
  var learningRate: any LearningRateSchedule { get }

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
  /// Whether a weight keeps its bits in a step in which its gradient is +0; not unless it is known to.
  package var keepsWeightsWithoutGradient: Bool {
    (self as? any WeightKeeping)?.keepsWeightsWithoutGradient ?? false
  }
}
