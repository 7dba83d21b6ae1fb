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

  /// The gradients of a step's loss by the trainable weights of some models.
  ///
  /// - Parameters:
  ///   - losses: One or several an example, `[rows, …]`, not reduced: several shards have a mean only
  ///     together.
  ///   - reduction: What they come to; their mean by default.
  ///   - variables: Those of the models that were called on the tape; all there are by default.
  ///   - unconnected: What to do about a weight that the losses do not depend on; by default that is an
  ///     error, found when the layers are declared.
  /// - Returns: What a train step returns.
  public func gradients(
    of losses: Tensor, reduction: Reduction = .mean, for variables: TrainableVariables = .all,
    unconnected: GradientTape.Unconnected = .error
  ) -> Gradients {
    require(
      losses.shape.rank >= 1,
      """
      the losses are a single number: hand over one for each example, not reduced, since the mean of a \
      shard is not that of the batch
      """)
    let (loss, scale): (Tensor, Float) =
      switch reduction {
      case .mean: (mean(losses), step.share)
      case .sum: (sum(losses), 1)
      }
    if let declaration = step.declaration {
      return declare(loss, for: variables, unconnected, in: declaration)
    }
    let layout = step.layers.layout
    let indices = step.layers.trainableIndices(of: variables)
    require(
      indices.count == layout.trainableVariableCount,
      "gradients are wanted of \(indices.count) variables of \(layout.trainableVariableCount)")
    let shape = Shape(count: layout.trainableCount)
    let flat =
      step.takeGradientMemory()?.slice(from: 0, shape: shape) ?? MutableTensor(shape: shape)
    let rows = tape.differentiate(
      loss, scaledBy: scale, withRespectTo: indices.map { value(at: $0) },
      into: indices.map { index in
        let (start, shape) = (layout.ranges[index].lowerBound, layout.variables[index].shape)
        return GradientDestination(
          flat.slice(from: start, shape: shape),
          takesRows: layout.trainableCount <= SparseVector.mostElements && shape.rank == 2
            && start.isMultiple(of: SparseVector.granule)
            && shape[1].isMultiple(of: SparseVector.granule))
      })
    return Gradients(
      layout: layout,
      vector: SparseVector(
        packing: zip(layout.ranges, rows).map { SparseVector.Part(range: $0, rows: $1) },
        in: flat))
  }

  /// Whether every variable is one that the loss depends on, which is an error if not.
  private func declare(
    _ loss: Tensor, for variables: TrainableVariables, _ unconnected: GradientTape.Unconnected,
    in declaration: LayerDeclaration
  ) -> Gradients {
    let indices = declaration.trainableIndices(of: variables)
    require(
      !indices.isEmpty,
      "gradients are wanted of models without a trainable weight, or that were not called on the tape"
    )
    _ = tape.gradients(
      of: loss, withRespectTo: indices.map { value(at: $0) }, unconnected: unconnected)
    declaration.count(elements: tape.computedElements)
    return Gradients(layout: step.layers.layout, values: .zeros([0]))
  }
}
