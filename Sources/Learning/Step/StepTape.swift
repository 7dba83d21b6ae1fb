import Diagnostics
import Synchronization
import TensorCore

/// A tape of a step: follows the trainable weights of every model that is called on it.
///
///     let tape = step.tape()
///     let predictions = model(batch[image], training: true, on: tape)
///     let losses = lossFunction(predicted: predictions, expected: batch[label])
///     return tape.gradients(of: losses, for: model.trainableVariables)
///
/// Source: TensorFlow, `tf.GradientTape`.
public final class StepTape: Sendable {
  /// The step it belongs to.
  public let step: Step
  /// The tape proper, for whoever differentiates something else than losses.
  public let tape: GradientTape
  private let outer: StepTape?
  // Watched once each, so that a variable used twice gathers one gradient.
  private let watched: Mutex<[Tensor?]>

  init(of step: Step, inside outer: StepTape?) {
    require(
      outer == nil || outer?.step === step, "a tape lies inside another one of the same step")
    self.step = step
    self.outer = outer
    tape = GradientTape(inside: outer?.tape)
    watched = Mutex(Array(repeating: nil, count: step.layers.layout.trainableVariableCount))
  }

  /// The same tensor, from here on followed by the tape.
  public func watch(_ tensor: Tensor) -> Tensor { tape.watch(tensor) }

  /// The gradients of a tensor, or of the sum of its elements, with respect to watched ones.
  public func gradients(
    of target: Tensor, withRespectTo sources: [Tensor],
    unconnected: GradientTape.Unconnected = .error
  ) -> [Tensor] {
    tape.gradients(of: target, withRespectTo: sources, unconnected: unconnected)
  }

  /// The gradient of a tensor, or of the sum of its elements, with respect to a watched one.
  public func gradient(
    of target: Tensor, withRespectTo source: Tensor,
    unconnected: GradientTape.Unconnected = .error
  ) -> Tensor {
    tape.gradient(of: target, withRespectTo: source, unconnected: unconnected)
  }

  /// The value of a variable, watched if it is trainable.
  func value(at index: Int) -> Tensor {
    guard step.isTrainable(index) else { return step.value(at: index) }
    if let tensor = watched.withLock({ $0.indices ~= index ? $0[index] : nil }) { return tensor }
    // Outermost first.
    let tensor = tape.watch(
      outer?.value(at: index) ?? step.value(at: index),
      named: step.declaration?.variable(at: index).name)
    watched.withLock { watched in
      while watched.count <= index { watched.append(nil) }
      watched[index] = tensor
    }
    return tensor
  }
}
