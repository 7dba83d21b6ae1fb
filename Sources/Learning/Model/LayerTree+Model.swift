import TensorCore

extension LayerTree {
  /// The layers of one model that takes a tensor, found by running it on zeros, in training and in
  /// inference.
  ///
  /// - Parameters:
  ///   - model: What is called on its own.
  ///   - shape: Of one example.
  public convenience init<Model: Layer>(of model: Model, input shape: Shape)
  where Model.Input == Tensor {
    let examples = Tensor.zeros(shape.batch(of: Self.madeUpExamples))
    let tree = LayerTree.declaring { step in
      _ = model(examples, training: true, on: step.tape())
      _ = model(examples, training: false, in: step)
    }
    self.init(
      nodes: tree.nodes, layout: tree.layout, elementsPerExample: tree.elementsPerExample)
  }
}
