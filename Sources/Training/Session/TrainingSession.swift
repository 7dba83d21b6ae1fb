import Diagnostics
import Learning
import Sharding
import TensorCore

/// The state that training moves forward: weights, the optimizer's slots, and the record of the run.
///
/// A round goes in as the results of nodes that tile the tree, whoever computed them. The single
/// process has one node, the root; a coordinator has what its workers sent.
public final class TrainingSession<Program: TrainingProgram> {
  /// What the rounds are cut from.
  public let shape: JobShape
  /// The weights as they stand.
  public private(set) var weights: Weights
  /// The optimizers with their slots.
  public private(set) var optimizer: OptimizerState
  /// What has come of the rounds so far.
  public private(set) var record: RunRecord

  /// How many stages were left out because of numbers that are not finite.
  public private(set) var skippedStages = 0

  // How many steps are complete.
  private var stepCount = 0
  private let stageCount: Int
  private let followers: FollowerPlan
  private let program: Program
  private let tree: ReductionTree
  private let team: ThreadTeam
  private let observer: (any TrainingObserver)?
  // Where the weights lie, if somebody else reads them there.
  private let weightsMemory: MutableTensor?
  // The plan of the frontier seen last; it changes only when workers come or go.
  private var plan: ReductionPlan?
  private var clock = StepClock()
  /// The first epoch, from 0, whose steps count in the breakdown of their time. A bench leaves out the
  /// first, in which everything is done for the first time.
  package var firstCountedEpoch = 0

  /// Begins a job.
  ///
  /// - Parameters:
  ///   - program: What is trained.
  ///   - shape: What the rounds are cut from.
  ///   - weights: What to begin with.
  ///   - team: Shares out the blocks of an update.
  ///   - observer: Told of every round.
  public convenience init(
    _ program: Program, shape: JobShape, weights: Weights, team: ThreadTeam,
    observer: (any TrainingObserver)? = nil
  ) {
    self.init(
      program, shape: shape, weights: weights, weightsMemory: nil, team: team,
      observer: observer)
  }

  /// Begins a job whose weights are kept in given memory: each update writes over the version before.
  package init(
    _ program: Program, shape: JobShape, weights: Weights, weightsMemory: MutableTensor?,
    team: ThreadTeam, observer: (any TrainingObserver)? = nil
  ) {
    self.program = program
    stageCount = program.stages.count
    require(
      1...1024 ~= stageCount, "a step of \(Program.name) has 1 to 1,024 stages, not \(stageCount)")
    followers = program.followerPlan(in: weights.layout)
    self.shape = shape
    self.weightsMemory = weightsMemory
    if let weightsMemory {
      weightsMemory.copy(from: weights.values)
      self.weights = Weights(
        layout: weights.layout, values: weightsMemory.frozen, counters: weights.counters)
    } else {
      self.weights = weights
    }
    self.team = team
    self.observer = observer
    optimizer = OptimizerState(program.optimizers, for: weights.layout)
    record = RunRecord(shape: shape, stages: stageCount, metrics: program.metrics.all)
    tree = ReductionTree(shards: shape.shards)
    observer?.sessionBegan(shape, weights: weights, optimizer: optimizer)
  }

  /// Tells the clock that the next round begins now, after a wait that is not the job's.
  public func beginClock() {
    let now = ContinuousClock.now
    record.beginClock(at: now)
    clock.restart(at: now)
    observer?.clockBegan()
  }

  /// What this process is busy with from now on, for the breakdown of its time.
  package func enter(_ part: StepClock.Part) { clock.enter(part) }

  /// What a part of the process's work takes of a training step, in milliseconds in the mean; nil
  /// without steps.
  package func milliseconds(_ part: StepClock.Part) -> Double? {
    clock.steps == 0 ? nil : clock.milliseconds(part)
  }

  /// The weights as they stand, in memory that nothing writes over.
  package var copyOfWeights: Weights {
    guard weightsMemory != nil else { return weights }
    return Weights(
      layout: weights.layout, values: MutableTensor(copying: weights.values).frozen,
      counters: weights.counters)
  }

  /// Puts other weights in place. The optimizer keeps what it remembers.
  package func replaceWeights(with other: Weights) {
    guard let weightsMemory else { return weights = other }
    weightsMemory.copy(from: other.values)
    weights = Weights(
      layout: other.layout, values: weightsMemory.frozen, counters: other.counters)
  }

  /// The learning rate of an optimizer's next update; nil if there is no such optimizer.
  package func learningRate(ofOptimizer index: Int) -> Double? {
    optimizer.learningRate(ofOptimizer: index)
  }

  /// Sets the learning rate of an optimizer.
  ///
  /// - Returns: Whether it has a number for a rate and not a schedule.
  package func setLearningRate(_ rate: Double, ofOptimizer index: Int) -> Bool {
    optimizer.setLearningRate(rate, ofOptimizer: index)
  }

  /// Tells whoever looks on that the loop waits for some rounds from now on.
  public func roundsBegan(_ pass: Pass) { observer?.roundsBegan(pass, record: record) }

  /// Tells whoever looks on that the loop has come to its end.
  public func end() { observer?.sessionEnded(record) }

  /// Whether a round counts in the breakdown of time.
  package func counts(_ round: Round) -> Bool {
    round.phase == .training && round.epoch >= firstCountedEpoch
  }

  /// Finishes a round: the tree, the update and the metrics.
  ///
  /// - Parameters:
  ///   - round: The next of the job.
  ///   - results: The nodes in order, which tile the tree, and what they came to.
  /// - Throws: ``TrainingError`` if a gradient or the loss is not finite; the weights are of no use then.
  public func complete(
    _ round: Round, with results: [(node: Node, result: NodeResult)]
  ) throws(TrainingError) {
    enter(.other)
    let plan = plan(for: results.map(\.node))
    let metrics = MetricStates.fold(results.map(\.result.metrics), along: plan)
    if round.phase == .training {
      try update(
        round,
        BlockwiseSum(
          of: results.compactMap(\.result.contribution),
          inOrder: plan.steps.map { ($0.target, $0.source) }),
        metrics: metrics, results, along: plan)
      if round.stage == stageCount - 1 { stepCount += 1 }
    }
    let now = ContinuousClock.now
    record.roundEnded(round, metrics: metrics, at: now)
    if record.endsStep(round) { clock.roundEnded(isCounted: counts(round), at: now) }
    observer?.roundEnded(round, record: record)
  }

  private func update(
    _ round: Round, _ contributions: BlockwiseSum, metrics: [MetricState],
    _ results: [(node: Node, result: NodeResult)], along plan: ReductionPlan
  ) throws(TrainingError) {
    let (wantsGradients, layout) = (observer?.wantsTensors ?? false, weights.layout)
    let sum = wantsGradients ? MutableTensor(shape: Shape(count: layout.contributionCount)) : nil
    let totals = plan.fold(results.map(\.result.totals)) {
      $0.merge($1, in: program.place(of: round))
    }
    enter(.reduceAndUpdate)
    let skips = program.skipsFaultySteps
    let isFinite =
      totals.loss.isFinite
      && optimizer.apply(
        contributions, totals, to: &weights, in: weightsMemory, isCautious: skips, using: team,
        keepingSumIn: sum,
        finish: { [followers, stepCount, team] memory in
          followers.apply(to: memory, after: round.stage, ofStep: stepCount + 1, using: team)
        })
    enter(.other)
    if !isFinite, skips {
      skippedStages += 1
      return
    }
    guard isFinite else {
      throw TrainingError(
        code: .notFinite, epoch: round.epoch + 1, step: round.step + 1,
        findings: results.compactMap { node, result in
          NonFiniteNumber(in: result, of: node, layout: layout)
        })
    }
    for (_, result) in results { weights = weights.adding(result.counters) }
    if let sum {
      let gradients = sum.frozen.slice(from: 0, shape: Shape(count: layout.trainableCount))
      observer?.weightsUpdated(
        round,
        gradients: Gradients(layout: layout, vector: SparseVector(gradients), totals: totals),
        weights: weights, optimizer: optimizer, metrics: metrics)
    }
  }

  /// Outside of which runs the update of a round leaves all weights as they are; nil if it may change any.
  ///
  /// - Parameters:
  ///   - contributions: What the update will be made of.
  ///   - form: Which groups it will update.
  ///   - round: The next to be completed.
  package func runsChanged(
    by contributions: [SparseVector], of form: GradientForm, in round: Round
  ) -> [SparseVector.Run]? {
    guard let runs = optimizer.runsChanged(by: contributions, in: form.groups) else { return nil }
    let followed = followers.ranges(after: round.stage, ofStep: stepCount + 1)
    return followed.isEmpty ? runs : SparseVector.union(of: runs.map(\.elements) + followed)
  }

  private func plan(for frontier: [Node]) -> ReductionPlan {
    if let plan, plan.frontier == frontier { return plan }
    guard let fresh = ReductionPlan(root: tree.root, frontier: frontier) else {
      requirementFailure("the nodes \(frontier) do not tile \(tree.root)")
    }
    plan = fresh
    return fresh
  }
}
