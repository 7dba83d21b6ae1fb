import Diagnostics

/// Stops the training when a figure has not become better for some epochs.
///
///     var callbacks: [any Callback] { [EarlyStopping(patience: 3, restoresBestWeights: true)] }
///
/// Source: Keras, `keras.callbacks.EarlyStopping`.
public struct EarlyStopping: Callback {
  /// What it remembers.
  public struct State: Codable, Sendable, Hashable {
    /// The best value so far.
    public var best: Double?
    /// The epoch that it was reached in, from 0.
    public var bestEpoch = 0
    /// How many epochs have passed since without an improvement.
    public var wait = 0
    /// The epoch after which it has stopped the training, from 0.
    public var stoppedEpoch: Int?
    /// The weights at the end of the best epoch, if they are to be restored.
    public var bestWeights: KeptWeights?
  }

  /// The figure that it looks at.
  public let monitor: Monitor
  /// How many epochs without an improvement it bears.
  public let patience: Int
  /// A value that an epoch has to reach to count, if it is the best so far or not.
  public let baseline: Double?
  /// Whether the weights of the best epoch are put back when the training ends, whatever ended it.
  public let restoresBestWeights: Bool
  /// The first epoch that it looks at, from 0.
  public let startFromEpoch: Int
  /// What it remembers.
  public var state = State()

  /// - Parameters:
  ///   - monitor: The name of the figure; `val_loss` by default.
  ///   - minDelta: By how much it has to become better; by anything, by default.
  ///   - patience: How many epochs without an improvement it bears; none by default.
  ///   - mode: What is better; found by the name, by default.
  ///   - baseline: A value that an epoch has to reach to count; none by default.
  ///   - restoresBestWeights: Whether the weights of the best epoch are put back at the end; no by default.
  ///   - startFromEpoch: The first epoch that it looks at, from 0, the default.
  public init(
    monitor: String = "val_loss", minDelta: Double = 0, patience: Int = 0,
    mode: Monitor.Mode = .auto, baseline: Double? = nil, restoresBestWeights: Bool = false,
    startFromEpoch: Int = 0
  ) {
    require(patience >= 0, "EarlyStopping's patience is 0 or more epochs, not \(patience)")
    self.monitor = Monitor(monitor, mode: mode, minDelta: minDelta)
    self.patience = patience
    self.baseline = baseline
    self.restoresBestWeights = restoresBestWeights
    self.startFromEpoch = startFromEpoch
  }

  /// Looks at the epoch.
  public mutating func epochEnded(
    _ report: EpochReport, in loop: TrainingLoop
  ) throws -> Verdict {
    try take(try monitor.value(in: report), ofEpoch: report.epoch - 1) {
      KeptWeights(loop.weights)
    }
  }

  /// Puts the best weights back, if it was to.
  public mutating func trainingEnded(_ loop: TrainingLoop) -> Verdict {
    state.bestWeights.map(Verdict.restore) ?? .continue
  }

  mutating func take(
    _ value: Double, ofEpoch epoch: Int, keeping weights: () -> KeptWeights
  ) throws(LoopError) -> Verdict {
    guard epoch >= startFromEpoch else { return .continue }
    let isBest = try monitor.isImprovement(value, over: state.best)
    // If nothing ever improves on nothing, because it is no number, the first epoch is as good as any.
    if isBest || restoresBestWeights && state.bestWeights == nil {
      state.bestEpoch = epoch
      if restoresBestWeights { state.bestWeights = weights() }
    }
    state.wait += 1
    guard isBest else {
      // Nobody could have improved on anything in the first epoch.
      guard state.wait >= patience, epoch > 0 else { return .continue }
      state.stoppedEpoch = epoch
      return .stop
    }
    state.best = value
    if let baseline, try !monitor.isImprovement(value, over: baseline) { return .continue }
    state.wait = 0
    return .continue
  }
}
