import Diagnostics

/// Lowers the learning rate when a figure has not become better for some epochs.
///
/// Source: Keras, `keras.callbacks.ReduceLROnPlateau`.
public struct ReduceLROnPlateau: Callback {
  /// What it remembers.
  public struct State: Codable, Sendable, Hashable {
    /// The best value so far.
    public var best: Double?
    /// How many epochs have passed since without an improvement.
    public var wait = 0
    /// How many epochs it will not look again.
    public var cooldown = 0
  }

  /// The figure that it looks at.
  public let monitor: Monitor
  /// What the rate is multiplied by.
  public let factor: Double
  /// How many epochs without an improvement it bears.
  public let patience: Int
  /// How many epochs it does not count after it has lowered the rate.
  public let cooldown: Int
  /// What the rate does not fall below.
  public let minimumRate: Double
  /// Which of the program's optimizers.
  public let optimizer: Int
  /// What it remembers.
  public var state = State()

  /// - Parameters:
  ///   - monitor: The name of the figure; `val_loss` by default.
  ///   - factor: What the rate is multiplied by, at least 0 and below 1; 0.1 by default.
  ///   - patience: How many epochs without an improvement it bears; 10 by default.
  ///   - mode: What is better; found by the name, by default.
  ///   - minDelta: By how much the figure has to become better; by 1e-4 by default.
  ///   - cooldown: How many epochs it does not count after it has lowered the rate; none by default.
  ///   - minimumRate: What the rate does not fall below; 0 by default.
  ///   - optimizer: Which of the program's optimizers; the first by default.
  public init(
    monitor: String = "val_loss", factor: Double = 0.1, patience: Int = 10,
    mode: Monitor.Mode = .auto, minDelta: Double = 1e-4, cooldown: Int = 0,
    minimumRate: Double = 0, of optimizer: Int = 0
  ) {
    require(
      0 <= factor && factor < 1 && patience >= 0 && cooldown >= 0,
      """
      ReduceLROnPlateau takes a factor in 0..<1, and patience and cooldown of 0 or more epochs, not \
      \(factor), \(patience) and \(cooldown)
      """)
    self.monitor = Monitor(monitor, mode: mode, minDelta: minDelta)
    self.factor = factor
    self.patience = patience
    self.cooldown = cooldown
    self.minimumRate = minimumRate
    self.optimizer = optimizer
  }

  /// Looks at the epoch.
  public mutating func epochEnded(
    _ report: EpochReport, in loop: TrainingLoop
  ) throws -> Verdict {
    let rate = loop.learningRate(of: optimizer)
    let next = try self.rate(after: try monitor.value(in: report), from: rate)
    if next != rate { try loop.setLearningRate(next, of: optimizer) }
    return .continue
  }

  /// The rate to go on with.
  mutating func rate(after value: Double, from rate: Double) throws(LoopError) -> Double {
    if state.cooldown > 0 {
      state.cooldown -= 1
      state.wait = 0
    }
    if try monitor.isImprovement(value, over: state.best) {
      state.best = value
      state.wait = 0
      return rate
    }
    guard state.cooldown == 0 else { return rate }
    state.wait += 1
    guard state.wait >= patience, rate > Double(Float(minimumRate)) else { return rate }
    state.cooldown = cooldown
    state.wait = 0
    return max(rate * factor, minimumRate)
  }
}
