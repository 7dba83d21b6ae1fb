import Diagnostics

/// How large the steps of an ``Optimizer`` are: a number, which is the same rate at every step, or a
/// schedule such as ``CosineDecay``.
///
///     SGD(learningRate: 0.1)
///     SGD(learningRate: CosineDecay(from: 0.1, steps: 1_000))
///
/// One of your own follows from the number of the step alone, by arithmetic that gives the same bits on
/// every machine; a C library's `exp` or `cos` does not.
///
/// Source: Keras, `keras.optimizers.schedules.LearningRateSchedule`.
public protocol LearningRateSchedule: Sendable {
  /// The learning rate of an update, which is rounded to Float32 once.
  ///
  /// - Parameter step: How many updates the optimizer has made before, 0 at the first.
  func learningRate(at step: Int) -> Double
}

extension Double: LearningRateSchedule {
  /// The number itself.
  public func learningRate(at step: Int) -> Double { self }
}

extension Float: LearningRateSchedule {
  /// The number itself.
  public func learningRate(at step: Int) -> Double { Double(self) }
}

extension LearningRateSchedule {
  /// Stops the program with words if the rate that an optimizer begins with is of no use.
  func requireFinite(in optimizer: String) {
    let rate = Float(learningRate(at: 0))
    require(rate.isFinite, "\(optimizer)'s learning rate is finite, not \(rate)")
  }
}
