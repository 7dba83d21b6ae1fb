import Diagnostics
import TensorCore

/// What a loop of one's own needs in one process, without a program: the weights, the optimizer's memory, and
/// the address of the next step.
///
///     let model = Sequential { Dense(512, activation: .relu); Dropout(0.5); Dense(10, activation: .softmax) }
///     let trainer = Trainer(model, input: [784], optimizer: RMSprop())
///     for _ in 0..<3 {
///       for batch in batches {
///         let tape = trainer.tape()
///         let predictions = model(batch[image], training: true, on: tape)
///         let losses = lossFunction(predicted: predictions, expected: batch[label])
///         trainer.apply(tape.gradients(of: losses, for: model.trainableVariables))
///       }
///       trainer.nextEpoch()
///     }
///
/// Belongs to one thread. A loop that is to run on many processes is a program's.
///
/// Source: Chollet, "Deep Learning with Python", second edition, section 7.4.
public final class Trainer {
  /// The layers, and where their weights lie.
  public let layers: LayerTree
  /// The weights as they stand; others may be put in their place, such as those of a file.
  public var weights: Weights {
    willSet {
      require(
        newValue.layout == layers.layout,
        """
        a trainer of \(layers.layout.signature) can't go on with weights of \
        \(newValue.layout.signature)
        """)
    }
  }
  /// The optimizer and what it remembers.
  public private(set) var optimizer: OptimizerState
  /// The seed of all randomness.
  public let seed: UInt64
  /// The epoch, from 0.
  public private(set) var epoch = 0
  /// The step within the epoch, from 0.
  public private(set) var stepNumber = 0
  private let team: ThreadTeam
  // Of the step that goes on, if one was begun.
  private var step: Step?

  /// A trainer of one model that takes a tensor.
  ///
  /// - Parameters:
  ///   - model: What is trained.
  ///   - shape: Of one example.
  ///   - optimizer: How gradients become new weights.
  ///   - seed: Decides the first weights and all randomness; 1 by default.
  ///   - threads: How many threads share the work; 1 by default.
  public convenience init<Model: Layer>(
    _ model: Model, input shape: Shape, optimizer: any Optimizer, seed: UInt64 = 1,
    threads: Int = 1
  ) where Model.Input == Tensor {
    self.init(
      LayerTree(of: model, input: shape), optimizer: optimizer, seed: seed, threads: threads)
  }

  /// A trainer of any models.
  ///
  /// - Parameters:
  ///   - layers: Found by ``LayerTree/declaring(_:)``.
  ///   - optimizer: How gradients become new weights.
  ///   - seed: Decides the first weights and all randomness; 1 by default.
  ///   - threads: How many threads share the work; 1 by default.
  public init(
    _ layers: LayerTree, optimizer: any Optimizer, seed: UInt64 = 1, threads: Int = 1
  ) {
    self.layers = layers
    self.seed = seed
    weights = layers.initialWeights(seed: seed)
    self.optimizer = OptimizerState(optimizer, for: layers.layout)
    team = ThreadTeam(threads: threads)
  }

  /// The step that goes on, until ``apply(_:)`` ends it: for inference, and for tapes.
  public var currentStep: Step {
    if let step { return step }
    let fresh = Step(
      of: layers, weights: weights, seed: seed,
      address: StepAddress(epoch: epoch, step: stepNumber), team: team)
    step = fresh
    return fresh
  }

  /// A tape of the step that goes on.
  public func tape(inside outer: StepTape? = nil) -> StepTape { currentStep.tape(inside: outer) }

  /// Ends the step: updates the weights, and takes over what layers have assigned and counted.
  ///
  /// - Parameter gradients: Of a tape of this step.
  public func apply(_ gradients: Gradients) {
    let step = currentStep
    let layout = layers.layout
    let memory =
      layout.stateVariableCount > 0
      ? MutableTensor(shape: Shape(count: layout.contributionCount)) : nil
    let contribution = step.contribution(of: gradients, in: memory)
    let counters = step.counterChanges
    self.step = nil
    let isFinite = optimizer.apply(
      BlockwiseSum(of: [contribution], inOrder: []), gradients.totals, to: &weights, using: team)
    require(
      isFinite,
      """
      a gradient of step \(stepNumber + 1) of epoch \(epoch + 1) is infinite or not a number: lower the \
      learning rate, or look at the losses of this step
      """)
    weights = weights.adding(counters)
    stepNumber += 1
  }

  /// Begins the next epoch: random draws differ from those of the one before.
  public func nextEpoch() {
    step = nil
    epoch += 1
    stepNumber = 0
  }

  /// What a model makes of some examples, in inference, under the weights as they stand.
  public func predict<Model: Layer>(_ input: Model.Input, by model: Model) -> Model.Output {
    model(
      input, training: false, in: Step(of: layers, weights: weights, seed: seed, team: team))
  }
}
