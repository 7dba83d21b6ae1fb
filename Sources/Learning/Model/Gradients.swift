import TensorCore

/// The gradients of all trainable variables in one flat buffer, laid out as the weights are.
public struct Gradients: Sendable {
  /// Where each variable lies.
  public let layout: WeightLayout
  /// All values: `[layout.trainableCount]`.
  public let values: Tensor

  /// Wraps as many elements as the layout has trainable weights.
  public init(layout: WeightLayout, values: Tensor) {
    precondition(
      values.count == layout.trainableCount,
      "\(values.count) gradients for \(layout.trainableCount) trainable weights")
    self.layout = layout
    self.values = values
  }

  /// The gradient of the trainable variable at a position of the layout, without a copy.
  public subscript(index: Int) -> Tensor {
    precondition(
      index < layout.trainableVariableCount,
      "variable \(index) of \(layout.trainableVariableCount) trainable ones")
    return values.slice(
      from: layout.ranges[index].lowerBound, shape: layout.variables[index].shape)
  }

  /// The gradient of a trainable variable, without a copy.
  public subscript(variable: Variable) -> Tensor {
    guard let index = layout.index(of: variable) else {
      preconditionFailure("the model has no variable \(variable.name)")
    }
    return self[index]
  }
}
