import Diagnostics
import TensorCore

extension StepTape {
  /// The gradients of a step's losses by the trainable weights of some models, such that all shards together
  /// come to those of the global batch.
  ///
  /// - Parameters:
  ///   - losses: One for each example, or as many for each, along the first axis, not reduced; of another
  ///     shape where the reduction is not their mean.
  ///   - reduction: How the losses of the whole batch become one number; their mean by default.
  ///   - variables: Of which the gradients are, and which the stage so updates: all that some of the
  ///     program's optimizers update. Everything by default.
  ///   - unconnected: What to do about a weight that the losses do not depend on; by default that is an
  ///     error, found when the layers are declared.
  /// - Returns: What a train step returns.
  public func gradients(
    of losses: Tensor, reduction: Reduction = .mean, for variables: TrainableVariables = .all,
    unconnected: GradientTape.Unconnected = .error
  ) -> Gradients {
    if reduction.isMean { requireExamples(losses) }
    if let declaration = step.declaration {
      return declare(losses, for: variables, unconnected, in: declaration)
    }
    let groups = step.layers.groups(of: variables)
    switch reduction {
    case .mean:
      let loss = mean(losses)
      let totals = LossTotals(
        form: GradientForm(groups: groups), loss: loss.sumInFloat64 * Double(step.share))
      return gradients(of: loss, scaledBy: step.share, with: totals)
    case .sum:
      let totals = LossTotals(form: GradientForm(groups: groups), loss: losses.sumInFloat64)
      return gradients(of: losses, scaledBy: 1, with: totals)
    case .weighted(let lossWeights):
      require(
        lossWeights.shape == losses.shape,
        "weights of shape \(lossWeights.shape) for losses of \(losses.shape)")
      let weighted = losses * lossWeights.detached
      let divisor = lossWeights.sumInFloat64
      let totals = LossTotals(
        form: GradientForm(groups: groups, divided: groups),
        denominators: groups.numbers.map { _ in divisor }, loss: weighted.sumInFloat64)
      return gradients(of: weighted, scaledBy: 1, with: totals)
    }
  }

  private func requireExamples(_ losses: Tensor) {
    require(
      losses.shape.rank > 0,
      """
      the losses are a single number: hand over one for each example, not reduced, since the mean of a \
      shard is not that of the batch
      """)
    require(
      step.exampleCount == nil || losses.shape[0] == step.exampleCount,
      """
      the mean of losses is over the examples, which are \(step.exampleCount ?? 0) here, not over losses \
      of shape \(losses.shape): where examples have losses of different numbers take \
      .weighted(by:) with weights of 1
      """)
  }

  private func gradients(
    of loss: Tensor, scaledBy scale: Float, with totals: LossTotals
  ) -> Gradients {
    let layout = step.layers.layout
    let shape = Shape(count: layout.trainableCount)
    let flat =
      step.takeGradientMemory()?.slice(from: 0, shape: shape) ?? MutableTensor(shape: shape)
    let groups = totals.form?.groups ?? layout.groups
    let all = Array(0..<layout.trainableVariableCount)
    let indices =
      groups == layout.groups
      ? all : all.filter { groups.contains(layout.variables[$0].group) }
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
      vector: SparseVector(packing: parts(of: zip(indices, rows), in: flat), in: flat),
      totals: totals)
  }

  /// The buffer from left to right: gradients, and the room beside them.
  private func parts(
    of gradients: some Sequence<(Int, LiveColumns?)>, in flat: MutableTensor
  ) -> [SparseVector.Part] {
    var parts: [SparseVector.Part] = []
    var end = 0
    func skip(to start: Int) {
      // What lies behind a group is stored with it, since a run ends at a multiple; other groups are not.
      let stored = end..<min(WeightLayout.aligned(end), start)
      flat.clear(stored)
      parts.append(SparseVector.Part(range: stored, rows: nil))
      if stored.upperBound < start {
        parts.append(
          SparseVector.Part(range: stored.upperBound..<start, rows: nil, isAbsent: true))
      }
    }
    for (index, rows) in gradients {
      let range = step.layers.layout.ranges[index]
      if range.lowerBound > end { skip(to: range.lowerBound) }
      parts.append(SparseVector.Part(range: range, rows: rows))
      end = range.upperBound
    }
    if end < flat.count { skip(to: flat.count) }
    return parts
  }

  /// Whether every variable is one that the losses depend on, which is an error if not.
  private func declare(
    _ losses: Tensor, for variables: TrainableVariables, _ unconnected: GradientTape.Unconnected,
    in declaration: LayerDeclaration
  ) -> Gradients {
    let indices = declaration.trainableIndices(of: variables)
    require(
      !indices.isEmpty,
      "gradients are wanted of models without a trainable weight, or that were not called on the tape"
    )
    _ = tape.gradients(
      of: losses, withRespectTo: indices.map { value(at: $0) }, unconnected: unconnected)
    declaration.count(elements: tape.computedElements)
    return Gradients(layout: step.layers.layout, values: .zeros([0]))
  }
}

extension Tensor {
  /// The sum of all elements, in order.
  fileprivate var sumInFloat64: Double {
    withElements { $0.reduce(0.0) { $0 + Double($1) } }
  }
}
