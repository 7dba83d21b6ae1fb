import TensorCore

/// A value that a ``Functional`` model will have: an input of it, or what a layer makes of other symbols.
///
///     let image = Symbol.input([784])
///     let hidden = Dense(64, activation: .relu)(image)
///     let output = Dense(10)(Add()([hidden, Dense(64)(image)]))
///
/// Source: Keras, `keras.Input` and the functional API.
public struct Symbol<Value>: Sendable {
  let node: SymbolNode<Value>

  /// An input of a model that is not a tensor.
  public init() {
    node = SymbolNode(nil)
  }

  init(computedBy compute: @escaping @Sendable (SymbolEvaluation) -> Value) {
    node = SymbolNode(compute)
  }
}

extension Symbol where Value == Tensor {
  /// An input of a model.
  ///
  /// - Parameter shape: The shape of one example: others are refused. Nil, the default, for whatever the
  ///   layers behind it take.
  public static func input(_ shape: Shape? = nil) -> Symbol<Tensor> {
    Symbol(SymbolNode(nil, shape: shape))
  }

  private init(_ node: SymbolNode<Tensor>) {
    self.node = node
  }
}

extension Layer {
  /// The layer within a ``Functional`` model.
  public func callAsFunction(_ input: Symbol<Input>) -> Symbol<Output> {
    Symbol { self($0.value(of: input), in: $0.scope) }
  }
}

extension Layer where Input == [Tensor] {
  /// The layer within a ``Functional`` model.
  public func callAsFunction(_ inputs: [Symbol<Tensor>]) -> Symbol<Output> {
    Symbol { evaluation in
      self(inputs.map { evaluation.value(of: $0) }, in: evaluation.scope)
    }
  }
}

/// What a symbol stands for: which object it is decides which symbol.
final class SymbolNode<Value>: Sendable {
  /// Nil for an input.
  let compute: (@Sendable (SymbolEvaluation) -> Value)?
  let shape: Shape?

  init(_ compute: (@Sendable (SymbolEvaluation) -> Value)?, shape: Shape? = nil) {
    self.compute = compute
    self.shape = shape
  }
}
