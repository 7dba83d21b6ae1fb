import Diagnostics

/// The values of all variables of a model at one moment: an immutable snapshot in one flat buffer, and
/// its counters.
public struct Weights: Sendable {
  /// Where each variable lies.
  public let layout: WeightLayout
  /// All values, the trainable ones first: `[layout.count]`.
  public private(set) var values: Tensor
  /// The value of each counter, in the order of the layout.
  public private(set) var counters: [Int64]

  /// - Parameters:
  ///   - layout: Where each variable lies.
  ///   - values: As many elements as the layout has.
  ///   - counters: As many values as the layout has counters; 0 each by default.
  public init(layout: WeightLayout, values: Tensor, counters: [Int64]? = nil) {
    require(
      values.count == layout.count,
      "\(values.count) values for a layout of \(layout.count) elements")
    let counters = counters ?? layout.counters.map { _ in 0 }
    require(
      counters.count == layout.counters.count,
      "\(counters.count) values for \(layout.counters.count) counters")
    self.layout = layout
    self.values = values.detached
    self.counters = counters
  }

  /// Puts tensors together, one for each variable in the order of the layout, and zeros between the
  /// regions.
  ///
  /// - Parameters:
  ///   - layout: Where each variable lies.
  ///   - tensors: A tensor of as many elements for each variable.
  ///   - counters: As many values as the layout has counters; 0 each by default.
  public init(layout: WeightLayout, tensors: [Tensor], counters: [Int64]? = nil) {
    require(
      tensors.map(\.count) == layout.ranges.map(\.count),
      "tensors of \(tensors.map(\.count)) elements for variables of \(layout.ranges.map(\.count))")
    let values = MutableTensor(shape: Shape(count: layout.count))
    for (tensor, range) in zip(tensors, layout.ranges) {
      values.copy(from: tensor, 0..<tensor.count, at: range.lowerBound)
    }
    for gap in layout.gaps { values.clear(gap) }
    self.init(layout: layout, values: values.frozen, counters: counters)
  }

  /// The values a training begins with.
  ///
  /// Each variable draws from the stream of its own name, so adding one leaves the others as they
  /// were.
  public init(initializing layout: WeightLayout, seed: UInt64) {
    let values = MutableTensor(shape: Shape(count: layout.count))
    for gap in layout.gaps { values.clear(gap) }
    for (variable, range) in zip(layout.variables, layout.ranges) {
      variable.initializer.fill(
        values.slice(from: range.lowerBound, shape: variable.shape),
        from: RandomStream(seed: seed, path: variable.name))
    }
    self.init(layout: layout, values: values.frozen)
  }

  /// The same with some changes added to the counters.
  package func adding(_ changes: [Int64]) -> Weights {
    if changes.isEmpty { return self }
    // What a worker claims to have counted must not stop the process.
    return Weights(
      layout: layout, values: values, counters: zip(counters, changes).map { $0 &+ $1 })
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
