import Diagnostics
import TensorCore

/// The gradients of the trainable variables in one flat buffer, laid out as the weights are: of all, or of
/// some groups.
public struct Gradients: Sendable {
  /// Where each variable lies.
  public let layout: WeightLayout
  /// Which groups they are of, what they are divided by once they are summed, and the loss.
  public let totals: LossTotals
  /// The groups of which these are the gradients: those that a step updates.
  public var groups: VariableGroups { totals.form?.groups ?? layout.groups }
  /// The gradients, those that can only be zero perhaps left out.
  package let vector: SparseVector

  /// All values: `[layout.trainableCount]`; copied if some are not stored because they are zero.
  public var values: Tensor { vector.dense }

  /// Wraps as many elements as the layout has trainable weights.
  public init(layout: WeightLayout, values: Tensor) {
    self.init(layout: layout, vector: SparseVector(values))
  }

  /// Wraps as many elements as the layout has trainable weights.
  ///
  /// - Parameter totals: Whose gradients they are, those of the other groups being left out, and what they are
  ///   divided by; all, and not divided, by default.
  package init(layout: WeightLayout, vector: SparseVector, totals: LossTotals? = nil) {
    require(
      vector.count == layout.trainableCount,
      "\(vector.count) gradients for \(layout.trainableCount) trainable weights")
    self.layout = layout
    self.vector = vector
    self.totals = totals ?? LossTotals(form: GradientForm(groups: layout.groups))
  }

  /// The gradient of the trainable variable at a position of the layout, copied.
  public subscript(index: Int) -> Tensor {
    require(
      0..<layout.trainableVariableCount ~= index,
      "gradients of \(layout.trainableVariableCount) trainable variables have none at \(index)")
    let variable = layout.variables[index]
    require(
      groups.contains(variable.group),
      "gradients of the groups \(groups.numbers) have none of \(variable.name)")
    return vector[layout.ranges[index]].reshaped(to: layout.variables[index].shape)
  }

  /// The gradient of a trainable variable, copied.
  public subscript(variable: Variable) -> Tensor {
    guard let index = layout.index(of: variable) else {
      requirementFailure(
        "there is no variable \(variable.name)\(variable.shape) among \(layout.signature)")
    }
    return self[index]
  }
}
