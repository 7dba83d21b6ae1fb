import Diagnostics
import TensorCore

/// The values of symbols in one call of a ``Functional`` model, each computed once.
final class SymbolEvaluation {
  let scope: LayerScope
  private var values: [ObjectIdentifier: Any] = [:]

  init(in scope: LayerScope) {
    self.scope = scope
  }

  /// Says what an input is.
  func set<Value>(_ symbol: Symbol<Value>, to value: Value) {
    if let shape = symbol.node.shape, let tensor = value as? Tensor {
      require(
        tensor.shape.rank == shape.rank + 1 && tensor.shape == shape.batch(of: tensor.shape[0]),
        """
        an input of the model \(scope.path) takes a batch of examples of shape \(shape), \
        not \(tensor.shape)
        """)
    }
    values[ObjectIdentifier(symbol.node)] = value
  }

  /// The value of a symbol, computed if it is not yet.
  func value<Value>(of symbol: Symbol<Value>) -> Value {
    let key = ObjectIdentifier(symbol.node)
    if let known = values[key] as? Value { return known }
    guard let compute = symbol.node.compute else {
      requirementFailure(
        "the model \(scope.path) depends on an input that is not among those it was made with")
    }
    let value = compute(self)
    values[key] = value
    return value
  }
}
