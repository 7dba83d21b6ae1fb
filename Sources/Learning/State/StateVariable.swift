import TensorCore

/// State of a layer, as one call of the layer meets it: numbers that it assigns instead of having them
/// trained.
public struct StateVariable: Sendable {
  private let step: Step
  private let index: Int
  private let isAssignable: Bool

  init(in step: Step, at index: Int, isAssignable: Bool) {
    self.step = step
    self.index = index
    self.isAssignable = isAssignable
  }

  /// The value, as the call before left it. No tape follows it.
  public var value: Tensor { step.value(at: index) }

  /// Gives it another value, of the same shape; nothing outside of training.
  public func assign(_ value: Tensor) {
    if isAssignable { step.state.assign(value, at: index) }
  }
}
