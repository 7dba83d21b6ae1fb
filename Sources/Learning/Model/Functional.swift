import Diagnostics
import TensorCore

/// A model put together from symbols: with branches, layers that are shared, several inputs or outputs.
///
///     let image = Symbol.input([784])
///     let hidden = Dense(64, activation: .relu)(image)
///     let model = Functional(input: image, output: Dense(10)(Concatenate()([image, hidden])))
///
/// Source: Keras, `keras.Model(inputs, outputs)`.
public final class Functional<Input, Output>: Layer {
  /// `functional`.
  public static var defaultName: String { "functional" }
  /// What it is called in the paths of its weights; nil for `functional`.
  public let name: String?
  /// Whether training changes the weights of any of its layers.
  public let isTrainable: Bool
  private let compute: @Sendable (Input, SymbolEvaluation) -> Output

  private init(
    named name: String?, isTrainable: Bool,
    compute: @escaping @Sendable (Input, SymbolEvaluation) -> Output
  ) {
    self.name = name
    self.isTrainable = isTrainable
    self.compute = compute
  }

  /// A model of one input and one output.
  ///
  /// - Parameters:
  ///   - input: What goes in.
  ///   - output: What is made of it.
  ///   - name: What the model is called in the paths of its weights, where there are several.
  ///   - isTrainable: Whether training changes any of its weights; true by default.
  public convenience init(
    input: Symbol<Input>, output: Symbol<Output>, named name: String? = nil,
    isTrainable: Bool = true
  ) {
    self.init(named: name, isTrainable: isTrainable) { value, evaluation in
      evaluation.set(input, to: value)
      return evaluation.value(of: output)
    }
  }

  /// Computes a batch.
  public func call(_ input: Input, in scope: LayerScope) -> Output {
    compute(input, SymbolEvaluation(in: scope))
  }
}

extension Functional where Input == [Tensor] {
  /// A model of several inputs and one output.
  public convenience init(
    inputs: [Symbol<Tensor>], output: Symbol<Output>, named name: String? = nil,
    isTrainable: Bool = true
  ) {
    self.init(named: name, isTrainable: isTrainable) { values, evaluation in
      evaluation.set(inputs, to: values)
      return evaluation.value(of: output)
    }
  }
}

extension Functional where Output == [Tensor] {
  /// A model of one input and several outputs.
  public convenience init(
    input: Symbol<Input>, outputs: [Symbol<Tensor>], named name: String? = nil,
    isTrainable: Bool = true
  ) {
    self.init(named: name, isTrainable: isTrainable) { value, evaluation in
      evaluation.set(input, to: value)
      return outputs.map { evaluation.value(of: $0) }
    }
  }
}

extension Functional where Input == [Tensor], Output == [Tensor] {
  /// A model of several inputs and outputs.
  public convenience init(
    inputs: [Symbol<Tensor>], outputs: [Symbol<Tensor>], named name: String? = nil,
    isTrainable: Bool = true
  ) {
    self.init(named: name, isTrainable: isTrainable) { values, evaluation in
      evaluation.set(inputs, to: values)
      return outputs.map { evaluation.value(of: $0) }
    }
  }
}

extension SymbolEvaluation {
  /// Says what several inputs are.
  fileprivate func set(_ symbols: [Symbol<Tensor>], to values: [Tensor]) {
    require(
      symbols.count == values.count,
      "the model \(scope.path) takes \(symbols.count) tensors, not \(values.count)")
    for (symbol, value) in zip(symbols, values) { set(symbol, to: value) }
  }
}
