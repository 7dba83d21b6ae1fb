import TensorCore

extension OptimizerState {
  /// Sums contributions and applies them, in one pass over memory: gradients, divided where they come with a
  /// denominator, by the rule of their group's optimizer, and changes of the state by adding them.
  ///
  /// Where a group clips its gradients there are two passes: the first sums, and finds what is not finite
  /// before any weight is written over.
  ///
  /// Weights that nothing else refers to are written over where they are, which saves a third of the
  /// memory traffic; others stay as they are, and the new ones get memory of their own.
  ///
  /// - Parameters:
  ///   - contributions: The terms of the sum and the order of the additions.
  ///   - totals: The groups that have gradients, and their denominators; the other groups stay as they are,
  ///     slots and all. By default all have, and no denominator.
  ///   - weights: The weights as they stand, replaced by the new ones.
  ///   - memory: Where the weights lie, if they are to be written over whoever refers to them.
  ///   - isCautious: Whether to look at all numbers before anything is written over, as if gradients were
  ///     clipped; no by default.
  ///   - team: Shares out the blocks.
  ///   - sum: Where to keep the reduced contribution as it is before it is clipped, if anybody wants to see
  ///     it.
  ///   - finish: Makes further changes to the new weights before they are final.
  /// - Returns: Whether every number was finite. If not, the weights are of no use any more, unless there
  ///   were two passes: then nothing has changed.
  package mutating func apply(
    _ contributions: BlockwiseSum, _ totals: LossTotals = LossTotals(),
    to weights: inout Weights, in memory: MutableTensor? = nil, isCautious: Bool = false,
    using team: ThreadTeam, keepingSumIn sum: MutableTensor? = nil,
    finish: (MutableTensor) -> Void = { _ in }
  ) -> Bool {
    guard totals.denominators.allSatisfy(\.isFinite) else { return false }
    let updated = totals.form?.groups ?? layout.groups
    let clips = groups.indices.contains {
      updated.contains($0) && groups[$0].optimizer.clipping != nil
    }
    let hasTwoPasses = isCautious || clips
    let (faults, regions) = (FaultFlag(), regions)
    let reduction = ContributionReduction(
      contributions: contributions, totals: totals, regions: regions,
      memory: sum ?? (hasTwoPasses ? MutableTensor(shape: contributionShape) : nil))
    if hasTwoPasses, let sum = reduction.memory {
      reduction.forEachBlock(using: team, raising: faults) { _, _ in }
      if faults.isRaised { return false }
      write(&weights, in: memory, updating: updated, sum.frozen, using: team, finish) { pass in
        BlockwiseSum(of: [sum.frozen], inOrder: []).forEachBlock(
          cutAt: regions.cuts, using: team
        ) { range, block, _ in pass.update(range, with: block) }
      }
    } else {
      write(&weights, in: memory, updating: updated, nil, using: team, finish) { pass in
        reduction.forEachBlock(using: team, raising: faults) { pass.update($0, with: $1) }
      }
    }
    return !faults.isRaised
  }

  private var contributionShape: Shape { Shape(count: layout.contributionCount) }

  /// Lets a closure go over the weights, in their own memory if nobody else refers to it.
  private mutating func write(
    _ weights: inout Weights, in memory: MutableTensor?, updating updated: VariableGroups,
    _ gradient: Tensor?, using team: ThreadTeam, _ finish: (MutableTensor) -> Void,
    _ body: (UpdatePass) -> Void
  ) {
    let own = memory ?? weights.memoryOfSoleOwner()
    let pass = UpdatePass(
      groups: beginUpdate(of: updated, gradient, using: team), regions: regions,
      before: own == nil ? weights.values : nil,
      weights: own ?? MutableTensor(shape: weights.values.shape))
    body(pass)
    pass.keepWeights(from: layout.contributionCount)
    finish(pass.weights)
    weights = Weights(layout: layout, values: pass.weights.frozen, counters: weights.counters)
  }

  /// Counts an update, and tells each group that takes part its number, its rate and what to clip.
  private mutating func beginUpdate(
    of updated: VariableGroups, _ gradient: Tensor?, using team: ThreadTeam
  ) -> [UpdatePass.Group?] {
    groups.indices.map { number in
      guard updated.contains(number) else { return nil }
      let optimizer = groups[number].optimizer
      let rate = groups[number].schedule.learningRate(at: groups[number].stepCount)
      groups[number].stepCount += 1
      groups[number].lastLearningRate = rate
      return UpdatePass.Group(
        optimizer: optimizer,
        step: UpdateStep(number: groups[number].stepCount, learningRate: Float(rate)),
        slots: groups[number].slots, start: layout.groupRanges[number].lowerBound,
        clipping: gradient.map { clipping(of: number, $0, using: team) } ?? .none)
    }
  }

  /// What keeps the gradients of a group within their limits.
  private mutating func clipping(
    of number: Int, _ gradient: Tensor, using team: ThreadTeam
  ) -> ClippingFactors {
    let clipping = groups[number].optimizer.clipping
    guard let clipping else { return .none }
    if case .value(let limit) = clipping { return .value(limit) }
    let variables = layout.indices(ofGroup: number)
    let squares = SquareSums.of(gradient, in: variables.map { layout.ranges[$0] }, using: team)
    let norm = squares.reduce(0, +).squareRoot()
    groups[number].lastNorm = norm
    guard case .norm(let limit) = clipping else {
      return .group(GradientClipping.factor(norm: norm, limit: clipping.limit))
    }
    let factors = squares.map {
      GradientClipping.factor(norm: $0.squareRoot(), limit: limit)
    }
    return .variables(Dictionary(uniqueKeysWithValues: zip(variables, factors)))
  }
}
