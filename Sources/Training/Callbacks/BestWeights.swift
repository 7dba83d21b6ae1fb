/// Keeps the weights of the best epoch and puts them back when the training ends.
///
/// Source: Keras, `keras.callbacks.ModelCheckpoint` with `save_best_only`, in memory.
public struct BestWeights: Callback {
  /// What it remembers.
  public struct State: Codable, Sendable, Hashable {
    /// The best value so far.
    public var best: Double?
    /// The epoch that it was reached in, from 0.
    public var bestEpoch: Int?
    /// The weights at its end.
    public var weights: KeptWeights?
  }

  /// The figure that it looks at.
  public let monitor: Monitor
  /// What it remembers.
  public var state = State()

  /// - Parameters:
  ///   - monitor: The name of the figure; `val_loss` by default.
  ///   - mode: What is better; found by the name, by default.
  public init(monitor: String = "val_loss", mode: Monitor.Mode = .auto) {
    self.monitor = Monitor(monitor, mode: mode)
  }

  /// Keeps the weights if the epoch is the best so far.
  public mutating func epochEnded(
    _ report: EpochReport, in loop: TrainingLoop
  ) throws -> Verdict {
    let value = try monitor.value(in: report)
    if try monitor.isImprovement(value, over: state.best) {
      state = State(
        best: value, bestEpoch: report.epoch - 1, weights: KeptWeights(loop.weights))
    }
    return .continue
  }

  /// Puts the best weights back.
  public mutating func trainingEnded(_ loop: TrainingLoop) -> Verdict {
    state.weights.map(Verdict.restore) ?? .continue
  }
}
