import Diagnostics

/// The values of all variables of a model at one moment: an immutable snapshot in one flat buffer.
public struct Weights: Sendable {
  /// Where each variable lies.
  public let layout: WeightLayout
  /// All values, the trainable ones first: `[layout.weightCount]`.
  public private(set) var values: Tensor

  /// - Parameters:
  ///   - layout: Where each variable lies.
  ///   - values: As many elements as the layout has weights.
  public init(layout: WeightLayout, values: Tensor) {
    require(
      values.count == layout.weightCount,
      "\(values.count) values for a layout of \(layout.weightCount) weights")
    self.layout = layout
    self.values = values.detached
  }

  /// The values a training begins with.
  ///
  /// Each variable draws from the stream of its own name, so adding one leaves the others as they
  /// were.
  public init(initializing layout: WeightLayout, seed: UInt64) {
    let values = MutableTensor(shape: Shape(count: layout.weightCount))
    for (variable, range) in zip(layout.variables, layout.ranges) {
      variable.initializer.fill(
        values.slice(from: range.lowerBound, shape: variable.shape),
        from: RandomStream(seed: seed, path: variable.name))
    }
    self.init(layout: layout, values: values.frozen)
  }

  /// The memory of the values, to be written again; nil if anything else may still read it.
  package mutating func memoryOfSoleOwner() -> MutableTensor? { values.memoryOfSoleOwner() }

  /// The values of the variable at a position of the layout, without a copy.
  public subscript(index: Int) -> Tensor {
    require(
      layout.variables.indices ~= index,
      "weights of \(layout.variables.count) variables have none at \(index)")
    return values.slice(from: layout.ranges[index].lowerBound, shape: layout.variables[index].shape)
  }

  /// The values of a variable, without a copy.
  public subscript(variable: Variable) -> Tensor {
    guard let index = layout.index(of: variable) else {
      requirementFailure(
        "there is no variable \(variable.name)\(variable.shape) among \(layout.signature)")
    }
    return self[index]
  }
}
