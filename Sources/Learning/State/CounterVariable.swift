/// A counter of a layer, as one call of the layer meets it.
public struct CounterVariable: Sendable {
  private let step: Step
  private let index: Int
  private let isCounting: Bool

  init(in step: Step, at index: Int, isCounting: Bool) {
    self.step = step
    self.index = index
    self.isCounting = isCounting
  }

  /// The count, as the call before left it.
  public var value: Int64 { step.state.count(at: index) }

  /// Counts on; nothing outside of training.
  public func add(_ number: Int64 = 1) {
    if isCounting { step.state.add(number, toCounterAt: index) }
  }
}
