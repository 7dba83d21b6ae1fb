import Diagnostics
import TensorCore

extension Gradients {
  /// These gradients and those of other groups, for a stage in which each of several optimizers has a loss of
  /// its own.
  public func joined(with other: Gradients) -> Gradients {
    require(
      layout == other.layout,
      "gradients of \(layout.signature) can't be joined with those of \(other.layout.signature)")
    let common = groups.intersection(other.groups)
    require(
      common.isEmpty,
      """
      both gradients are of \(layout.trainableVariables.first { common.contains($0.group) }?.name ?? ""): \
      variables of one optimizer have one loss, so add up the losses, or their weights
      """)
    let divided = denominators.merging(other.denominators) { one, _ in one }
    return Gradients(
      layout: layout,
      vector: BlockwiseSum(of: [vector, other.vector], inOrder: [(0, 1)]).sum(using: .serial),
      totals: LossTotals(
        form: GradientForm(
          groups: groups.union(other.groups), divided: VariableGroups(divided.keys)),
        denominators: divided.sorted { $0.key < $1.key }.map(\.value),
        loss: totals.loss + other.totals.loss))
  }

  private var denominators: [Int: Double] {
    Dictionary(
      uniqueKeysWithValues: zip(totals.form?.divided.numbers ?? [], totals.denominators))
  }
}
