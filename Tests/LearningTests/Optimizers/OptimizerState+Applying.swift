import TensorCore

@testable import Learning

extension OptimizerState {
  /// What an update makes of weights that stay as they are.
  mutating func applying(
    _ gradients: BlockwiseSum, to weights: Weights, using team: ThreadTeam,
    totals: LossTotals = LossTotals(), keepingSumIn sum: MutableTensor? = nil
  ) -> (weights: Weights, isFinite: Bool) {
    var updated = weights
    let isFinite = apply(gradients, totals, to: &updated, using: team, keepingSumIn: sum)
    return (updated, isFinite)
  }
}
