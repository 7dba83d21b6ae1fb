import Diagnostics
import Sharding
import TensorCore

/// What a program's loop has at hand: steps, evaluations, and what came of them.
///
/// A program that trains otherwise than ``fit()`` does writes the loop down, as if there were one process:
///
///     func run(_ loop: TrainingLoop) throws {
///       while loop.epoch < 100 {
///         try loop.trainEpoch()
///         let figures = try loop.evaluate(.validation)
///         if figures["val_accuracy"] ?? 0 > 0.98 { break }
///       }
///       try loop.evaluate(.test)
///     }
///
/// In one process and on a cluster the same code runs, on the coordinator on a thread of its own, so that
/// it may take its time. All that it can see has been reduced over the workers, so what it decides is the
/// same however many there are; let nothing else decide, such as the time of day.
///
/// **The one rule.** A loop can be entered anywhere: where training resumes, `run` begins at its first line,
/// with ``epoch``, ``nextStep`` and ``state`` as they stood. So what it does next has to follow from those and
/// from ``record``, and not from variables that only it knows. ``trainEpoch()`` finishes an epoch that was
/// begun; an evaluation that was interrupted begins again.
public final class TrainingLoop {
  /// The examples that an evaluation goes through.
  public enum Split: Sendable, Hashable {
    /// Those that each epoch is judged by.
    case validation
    /// Those that the end is judged by.
    case test

    var phase: Phase { self == .validation ? .validation : .test }
  }

  /// How many epochs the run was asked for; a loop of one's own need not keep to it.
  public let epochs: Int
  /// The epoch that is under way, or comes next, from 0: how many are complete.
  public private(set) var epoch = 0
  /// The step of the epoch that comes next, from 0.
  public private(set) var nextStep = 0
  /// What the loop wants to know again where training resumes.
  public var state = LoopState()
  /// What looks on, and may stop the training or put other weights in place.
  public internal(set) var callbacks: [any Callback]

  private let runner: any RoundRunner
  // Whether the epoch that was complete last was followed by a validation, as the next one may be.
  private var validatesEpochs: Bool
  private var isBetweenEpochs = false

  /// - Parameters:
  ///   - runner: Has the rounds computed.
  ///   - epochs: How many epochs the run was asked for.
  ///   - callbacks: The program's.
  package init(_ runner: any RoundRunner, epochs: Int, callbacks: [any Callback]) {
    self.runner = runner
    self.epochs = epochs
    self.callbacks = callbacks
    validatesEpochs = runner.record.shape.validationExamples > 0
  }

  /// What has come of the rounds so far.
  public var record: RunRecord { runner.record }

  /// How many steps an epoch takes.
  public var stepsPerEpoch: Int { shape.steps(in: .training) }

  /// How many examples there are to evaluate on.
  public func exampleCount(of split: Split) -> Int { shape.examples(in: split.phase) }

  /// Trains on one batch.
  ///
  /// Workers begin with the batches that follow meanwhile. So an evaluation in the midst of an epoch costs
  /// them what they have done ahead.
  ///
  /// - Returns: The figures of the epoch so far.
  /// - Throws: ``LoopError`` if there is nothing to train on, and whatever ends the job.
  @discardableResult
  public func step() throws -> [NamedValue] { try train(steps: 1) }

  /// Trains on the batches of the epoch, those that are left of it if it was begun.
  ///
  /// - Returns: The figures of the epoch.
  /// - Throws: ``LoopError`` if there is nothing to train on, and whatever ends the job.
  @discardableResult
  public func trainEpoch() throws -> [NamedValue] { try train(steps: stepsPerEpoch - nextStep) }

  /// Goes through all examples of a split, as in inference.
  ///
  /// After an epoch the figures of a validation are added to those of the epoch in the ``record``.
  ///
  /// - Returns: The figures; those of a validation begin with `val_`.
  /// - Throws: ``LoopError`` if the split has no examples, and whatever ends the job.
  @discardableResult
  public func evaluate(_ split: Split) throws -> [NamedValue] {
    guard exampleCount(of: split) > 0 else { throw LoopError(.noExamples(split.phase)) }
    // The epoch trained last, if none is begun.
    let pass = Pass(split.phase, epoch: max(0, nextStep > 0 ? epoch : epoch - 1), of: shape)
    try run(pass)
    return record.figures(in: split.phase)
  }

  /// The weights as they stand. A copy: what follows leaves it as it is.
  public var weights: Weights { runner.weights }

  /// Puts other weights in place of those that there are. The optimizers keep what they remember.
  ///
  /// - Throws: Whatever ends the job.
  public func replaceWeights(with weights: Weights) throws {
    let own = runner.layout
    require(
      weights.layout == own,
      "weights of \(weights.layout.signature) for a model of \(own.signature)")
    try runner.replaceWeights(with: weights)
  }

  /// Puts weights back that were kept.
  ///
  /// - Throws: Whatever ends the job.
  public func restore(_ kept: KeptWeights) throws {
    try replaceWeights(with: kept.weights(of: runner.layout))
  }

  /// The learning rate that an optimizer's next update will have, as Float32 knows it.
  ///
  /// - Parameter optimizer: Which of the program's optimizers, in their order; the first by default.
  public func learningRate(of optimizer: Int = 0) -> Double {
    guard let rate = runner.learningRate(ofOptimizer: optimizer) else {
      requirementFailure("the program has no optimizer at \(optimizer)")
    }
    return Double(Float(rate))
  }

  /// Sets the learning rate of an optimizer, from its next update on.
  ///
  /// - Parameters:
  ///   - rate: The rate, finite and not below 0; it is rounded to Float32.
  ///   - optimizer: Which of the program's optimizers, in their order; the first by default.
  /// - Throws: ``LoopError`` if the rate follows a schedule, or can't be one.
  public func setLearningRate(_ rate: Double, of optimizer: Int = 0) throws(LoopError) {
    let rounded = Float(rate)
    guard rounded.isFinite, rounded >= 0 else { throw LoopError(.impossibleRate(rate)) }
    _ = learningRate(of: optimizer)
    guard runner.setLearningRate(Double(rounded), ofOptimizer: optimizer) else {
      throw LoopError(.rateFollowsSchedule(optimizer: optimizer))
    }
  }

  private var shape: JobShape { runner.record.shape }

  private var stages: Int { runner.record.stages }

  private func train(steps: Int) throws -> [NamedValue] {
    guard stepsPerEpoch > 0 else { throw LoopError(.noExamples(.training)) }
    guard epoch < JobShape.maximumEpochs else { throw LoopError(.tooManyEpochs) }
    let pass = Pass(
      .training, epoch: epoch, of: shape, stages: stages, steps: nextStep..<nextStep + steps)
    try run(pass)
    nextStep += steps
    if nextStep == stepsPerEpoch { (epoch, nextStep, isBetweenEpochs) = (epoch + 1, 0, true) }
    return record.figures(in: .training)
  }

  private func run(_ pass: Pass) throws {
    if isBetweenEpochs { validatesEpochs = pass.phase == .validation }
    isBetweenEpochs = false
    try runner.run(pass, ahead: forecast(after: pass))
  }

  /// What will probably follow, as far as workers might begin with it.
  private func forecast(after pass: Pass) -> [Pass] {
    var passes: [Pass] = []
    var (phase, next) = (pass.phase, pass.epoch + 1)
    if phase == .training, pass.steps.upperBound < stepsPerEpoch {
      passes.append(
        Pass(
          .training, epoch: pass.epoch, of: shape, stages: stages,
          steps: pass.steps.upperBound..<stepsPerEpoch))
    } else if phase == .validation, nextStep > 0 {
      passes.append(
        Pass(
          .training, epoch: pass.epoch, of: shape, stages: stages, steps: nextStep..<stepsPerEpoch))
      phase = .training
    }
    while phase != .test, PassQueue(passes).count < Self.roundsForecast {
      if phase == .training && validatesEpochs {
        phase = .validation
        passes.append(Pass(.validation, epoch: next - 1, of: shape))
      } else if next < epochs {
        phase = .training
        passes.append(Pass(.training, epoch: next, of: shape, stages: stages))
        next += 1
      } else {
        phase = .test
        passes.append(Pass(.test, epoch: next - 1, of: shape))
      }
    }
    return passes
  }

  // More than are handed out at once.
  private static let roundsForecast = 16
}
