/// A counter of a layer, as one call of the layer meets it.
public struct CounterVariable: Sendable {
  private let pass: ForwardPass
  private let index: Int

  init(in pass: ForwardPass, at index: Int) {
    self.pass = pass
    self.index = index
  }

  /// The count, as the call before left it.
  public var value: Int64 { pass.state.count(at: index) }

  /// Counts on; nothing outside of training.
  public func add(_ number: Int64 = 1) {
    if pass.training { pass.state.add(number, toCounterAt: index) }
  }
}
