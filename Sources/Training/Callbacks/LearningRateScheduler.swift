/// Sets the learning rate before each epoch.
///
///     LearningRateScheduler { epoch, rate in epoch < 10 ? rate : rate * 0.9 }
///
/// What the closure comes to may follow from its two arguments alone. A rate that changes from step to step
/// is the optimizer's own affair: see `LearningRateSchedule`.
///
/// Source: Keras, `keras.callbacks.LearningRateScheduler`.
public struct LearningRateScheduler: Callback {
  private let schedule: @Sendable (_ epoch: Int, _ rate: Double) -> Double
  /// Which of the program's optimizers.
  public let optimizer: Int

  /// - Parameters:
  ///   - optimizer: Which of the program's optimizers; the first by default.
  ///   - schedule: The rate of an epoch, from 0, given the rate of the one before.
  public init(
    of optimizer: Int = 0, _ schedule: @escaping @Sendable (_ epoch: Int, _ rate: Double) -> Double
  ) {
    self.optimizer = optimizer
    self.schedule = schedule
  }

  /// Sets the rate.
  public mutating func epochBegan(_ loop: TrainingLoop) throws -> Verdict {
    let rate = schedule(loop.epoch, loop.learningRate(of: optimizer))
    try loop.setLearningRate(rate, of: optimizer)
    return .continue
  }
}
