import TensorCore

/// State of a layer, as one call of the layer meets it: numbers that it assigns instead of having them
/// trained.
public struct StateVariable: Sendable {
  private let pass: ForwardPass
  private let index: Int

  init(in pass: ForwardPass, at index: Int) {
    self.pass = pass
    self.index = index
  }

  /// The value, as the call before left it. No tape follows it.
  public var value: Tensor { pass.value(at: index) }

  /// Gives it another value, of the same shape; nothing outside of training.
  public func assign(_ value: Tensor) {
    if pass.training { pass.state.assign(value, at: index) }
  }
}
