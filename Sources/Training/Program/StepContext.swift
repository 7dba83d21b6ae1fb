import Diagnostics
import Learning
import TensorCore

/// What a step of a program has at its disposal beside the examples.
public struct StepContext: Sendable {
  /// The weights as they stood when the step began.
  public let weights: Weights
  /// The seed of the run.
  public let seed: UInt64
  /// Where in the training the first example stands.
  public let address: StepAddress
  /// The examples of the shard divided by those of the global batch.
  public let share: Float
  /// The threads that share out the tiles of matrix products.
  public let team: ThreadTeam
  // What the passes of the step have in common.
  private let state: ShardState
  // Where the gradients are wanted, if not just anywhere.
  private let gradientMemory: SingleUse

  /// Describes a step; a whole batch on one thread by default.
  public init(
    weights: Weights, seed: UInt64, address: StepAddress = StepAddress(), share: Float = 1,
    team: ThreadTeam = .serial
  ) {
    self.init(
      weights: weights, seed: seed, address: address, share: share, gradientMemory: nil,
      team: team)
  }

  init(
    weights: Weights, seed: UInt64, address: StepAddress, share: Float,
    gradientMemory: MutableTensor?, team: ThreadTeam
  ) {
    self.gradientMemory = SingleUse(gradientMemory)
    self.weights = weights
    self.seed = seed
    self.address = address
    self.share = share
    self.team = team
    state = ShardState(weights)
  }

  /// A pass over the model: in training if there is a tape, else in inference.
  public func forwardPass(on tape: GradientTape? = nil) -> ForwardPass {
    ForwardPass(
      weights: weights, training: tape != nil, tape: tape, seed: seed, address: address,
      state: state, team: team)
  }

  /// Where the gradients are wanted, the first time; nil if just anywhere.
  package func takeGradientMemory() -> MutableTensor? { gradientMemory.take() }

  /// The gradients with what the step's passes have changed of the state.
  func contribution(
    of gradients: Gradients, in memory: MutableTensor?, isFirst: Bool
  ) -> SparseVector {
    guard weights.layout.stateVariableCount > 0, let memory else {
      return gradients.vector
    }
    return state.contribution(
      with: gradients.vector, in: memory, share: share, isFirst: isFirst)
  }

  /// What the step's passes have counted.
  func counterChanges(isFirst: Bool) -> [Int64] { state.counterChanges(isFirst: isFirst) }

  /// The gradients of the shard's mean loss, scaled to what the shard counts for in the global
  /// batch, so that the sum over shards is the gradient of the batch's mean.
  public func gradients(of meanLoss: Tensor, in pass: ForwardPass) -> Gradients {
    require(
      meanLoss.count == 1,
      "a mean loss is a scalar, not of shape \(meanLoss.shape): take the mean of the losses")
    return pass.gradients(of: meanLoss, scaledBy: share, into: gradientMemory.take())
  }
}
