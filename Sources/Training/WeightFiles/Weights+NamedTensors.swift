import TensorCore

extension WeightLayout {
  /// Names, shapes and types of what a file of such weights holds: the counters, which are of eight bytes
  /// and so lie where they should, then the variables.
  public var namedShapes: [NamedShape] {
    counters.map { NamedShape(name: $0.name, shape: [], type: .int64) }
      + variables.map { NamedShape(name: $0.name, shape: $0.shape.dimensions) }
  }
}

extension Weights {
  /// What a file of the weights holds, as ``TensorCore/WeightLayout/namedShapes`` tells.
  public var namedTensors: [NamedTensor] {
    let counts = zip(layout.counters, counters).map { counter, count in
      NamedTensor(name: counter.name, shape: [], elements: .int64([count]))
    }
    return counts
      + layout.variables.enumerated().map { index, variable in
        NamedTensor(
          name: variable.name, shape: variable.shape.dimensions, values: self[index].values)
      }
  }

  /// Takes the weights from what a file holds.
  ///
  /// - Parameters:
  ///   - layout: Where each variable lies.
  ///   - tensors: As ``TensorCore/WeightLayout/namedShapes`` asks for, in that order.
  public init(layout: WeightLayout, namedTensors tensors: [NamedTensor]) {
    let counterCount = layout.counters.count
    self.init(
      layout: layout, tensors: tensors.dropFirst(counterCount).map { Tensor($0.values) },
      counters: tensors.prefix(counterCount).flatMap(\.integers))
  }
}
