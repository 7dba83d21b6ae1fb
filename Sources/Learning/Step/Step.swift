import Diagnostics
import Synchronization
import TensorCore

/// What one step of a program has at its disposal beside the examples: weights, randomness, threads, and
/// tapes.
///
/// In one process and with one shard a step is the whole batch. Otherwise it is a shard of it, which
/// shows in nothing but ``share`` and the number of examples.
public final class Step: Sendable {
  /// The weights as they stood when the step began.
  public let weights: Weights
  /// The seed of the run.
  public let seed: UInt64
  /// Where in the training the first example stands.
  public let address: StepAddress
  /// The stage of the step.
  public let stage: Stage
  /// The examples of the shard divided by those of the global batch.
  public let share: Float
  // How many examples the shard has, if that is known.
  let exampleCount: Int?
  /// The threads that share out the tiles of matrix products.
  public let team: ThreadTeam
  /// The layers that may be called; of no use while they are declared.
  let layers: LayerTree
  /// What the layers ask for, if this is the run that finds out.
  let declaration: LayerDeclaration?
  /// What the passes of the step have in common.
  let state: ShardState
  // Where the gradients are wanted, if not just anywhere; for the first who asks.
  private let gradientMemory: Mutex<MutableTensor?>

  /// Describes a step; a whole batch on one thread by default.
  ///
  /// - Parameters:
  ///   - layers: What may be called.
  ///   - weights: Of the layers' layout.
  ///   - seed: The seed of the run.
  ///   - address: Where in the training the first example stands.
  ///   - stage: The stage of the step.
  ///   - share: The examples of the shard divided by those of the global batch.
  ///   - team: Shares out the tiles of matrix products.
  public convenience init(
    of layers: LayerTree, weights: Weights, seed: UInt64 = 0,
    address: StepAddress = StepAddress(), stage: Stage = Stage("step"), share: Float = 1,
    team: ThreadTeam = .serial
  ) {
    self.init(
      of: layers, weights: weights, seed: seed, address: address, stage: stage, share: share,
      exampleCount: nil, gradientMemory: nil, team: team)
  }

  package init(
    of layers: LayerTree, weights: Weights, seed: UInt64, address: StepAddress, stage: Stage,
    share: Float, exampleCount: Int?, gradientMemory: MutableTensor?, team: ThreadTeam,
    isRehearsal: Bool = false
  ) {
    require(
      weights.layout == layers.layout,
      """
      layers with \(layers.layout.signature) can't run with weights of \
      \(weights.layout.signature)
      """)
    self.layers = layers
    self.weights = weights
    self.seed = seed
    self.address = address
    self.stage = stage
    self.exampleCount = exampleCount
    self.share = share
    self.team = team
    self.gradientMemory = Mutex(gradientMemory)
    self.isRehearsal = isRehearsal
    declaration = nil
    state = ShardState(weights)
  }

  /// The step in which layers are declared.
  init(declaring declaration: LayerDeclaration, stage: Stage) {
    layers = LayerTree(nodes: [], layout: WeightLayout([]), elementsPerExample: 0)
    weights = Weights(layout: layers.layout, values: .zeros([0]))
    (seed, address, share, team) = (0, StepAddress(), 1, .serial)
    self.stage = stage
    exampleCount = nil
    gradientMemory = Mutex(nil)
    isRehearsal = true
    self.declaration = declaration
    state = ShardState(weights)
  }

  /// Whether this is a run before the first, on examples that are made up, by which the layers are found
  /// out. All weights are zero in it, and all products.
  public let isRehearsal: Bool

  /// A tape that follows the weights, and whatever it is told to watch.
  ///
  /// - Parameter outer: The tape that this one lies inside of, for derivatives of derivatives; none by
  ///   default.
  public func tape(inside outer: StepTape? = nil) -> StepTape {
    StepTape(of: self, inside: outer)
  }

  /// Where the gradients are wanted, the first time; nil if just anywhere.
  package func takeGradientMemory() -> MutableTensor? {
    gradientMemory.withLock { memory in
      defer { memory = nil }
      return memory
    }
  }

  /// Whether what happens once a step is counted here: in its first stage, by the first shard that has an
  /// example.
  private var countsOncePerStep: Bool { address.firstExample == 0 && address.stage == 0 }

  /// The gradients with what the stage's passes have changed of the state.
  package func contribution(of gradients: Gradients, in memory: MutableTensor?) -> SparseVector {
    guard weights.layout.stateVariableCount > 0, let memory else { return gradients.vector }
    return state.contribution(
      with: gradients.vector, in: memory, share: share, isFirst: countsOncePerStep)
  }

  /// What the stage's passes have counted.
  package var counterChanges: [Int64] { state.counterChanges(isFirst: countsOncePerStep) }
}
