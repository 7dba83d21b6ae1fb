import Diagnostics
import Synchronization
import TensorCore

/// One run of a model over some examples: the weights as they stand, the mode, the tape if gradients
/// are wanted, and the address of its random draws.
public final class ForwardPass: Sendable {
  /// The values of the model's variables.
  public let weights: Weights
  /// Whether layers such as ``Dropout`` behave as in training.
  public let training: Bool
  /// Follows the trainable variables, if gradients are wanted.
  public let tape: GradientTape?
  /// The seed of the run.
  public let seed: UInt64
  /// Where in the training the first example stands.
  public let address: StepAddress
  /// The threads that share out the tiles of matrix products.
  public let team: ThreadTeam
  // What the passes of a step have in common.
  let state: ShardState

  // Watched once each, so that a variable used twice gathers one gradient.
  private let watched: Mutex<[Tensor?]>

  /// A pass for inference by default: no tape, no dropout, one thread.
  ///
  /// - Parameter state: What the passes of a step have in common; by default a pass is the only one.
  public init(
    weights: Weights, training: Bool = false, tape: GradientTape? = nil, seed: UInt64 = 0,
    address: StepAddress = StepAddress(), state: ShardState? = nil, team: ThreadTeam = .serial
  ) {
    self.weights = weights
    self.training = training
    self.tape = tape
    self.seed = seed
    self.address = address
    self.state = state ?? ShardState(weights)
    self.team = team
    watched = Mutex(Array(repeating: nil, count: weights.layout.trainableVariableCount))
  }

  /// The value of the variable at a position of the layout: watched if it is trainable and there is a
  /// tape, and as the passes before have left it if it is state.
  public func value(at index: Int) -> Tensor {
    if weights.layout.stateIndices ~= index { return state.value(at: index) }
    guard let tape, index < weights.layout.trainableVariableCount else { return weights[index] }
    return watched.withLock { watched in
      if let tensor = watched[index] { return tensor }
      let tensor = tape.watch(weights[index])
      watched[index] = tensor
      return tensor
    }
  }

  /// The gradient of a loss with respect to the trainable variables.
  ///
  /// - Parameters:
  ///   - loss: Computed in this pass; of several elements the sum counts.
  ///   - scale: What the loss counts for; 1 by default.
  public func gradients(of loss: Tensor, scaledBy scale: Float = 1) -> Gradients {
    gradients(of: loss, scaledBy: scale, into: nil)
  }

  /// The same, written to given memory if there is some.
  package func gradients(
    of loss: Tensor, scaledBy scale: Float, into memory: MutableTensor?
  ) -> Gradients {
    guard let tape else {
      requirementFailure("a forward pass without a tape has no gradients: give it a GradientTape")
    }
    let layout = weights.layout
    let shape = Shape(count: layout.trainableCount)
    let flat = memory?.slice(from: 0, shape: shape) ?? MutableTensor(shape: shape)
    let indices = 0..<layout.trainableVariableCount
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
}
