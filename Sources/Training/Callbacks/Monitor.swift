/// A figure that a callback looks at, and what of it is an improvement.
public struct Monitor: Sendable, Hashable {
  /// What is better.
  public enum Mode: String, Sendable, Hashable, Codable {
    /// What is smaller.
    case min
    /// What is larger.
    case max
    /// What is smaller of a loss or an error, and what is larger of an accuracy, precision or recall or of
    /// an area under a curve.
    case auto
  }

  /// The name of the figure, such as `val_loss`.
  public let name: String
  /// What is better.
  public let mode: Mode
  /// By how much a figure has to be better to count as an improvement.
  public let minDelta: Double

  /// - Parameters:
  ///   - name: The name of the figure.
  ///   - mode: What is better.
  ///   - minDelta: By how much; its sign does not matter.
  public init(_ name: String, mode: Mode = .auto, minDelta: Double = 0) {
    self.name = name
    self.mode = mode
    self.minDelta = abs(minDelta)
  }

  /// The figure of an epoch.
  ///
  /// - Throws: ``LoopError`` if there is none of that name.
  func value(in report: EpochReport) throws(LoopError) -> Double {
    guard let value = report.metrics[name] else {
      throw LoopError(.noSuchFigure(name, known: report.metrics.map(\.name)))
    }
    return value
  }

  /// Whether a value is an improvement over another, or over nothing yet. What is no number never is,
  /// unlike in Keras, where a first figure that is none counts as the best for good.
  ///
  /// - Throws: ``LoopError`` if nobody knows what is better.
  func isImprovement(_ value: Double, over best: Double?) throws(LoopError) -> Bool {
    try wantsMore()
      ? value - minDelta > best ?? -.infinity
      : value + minDelta < best ?? .infinity
  }

  private func wantsMore() throws(LoopError) -> Bool {
    switch mode {
    case .min: return false
    case .max: return true
    case .auto: break
    }
    let words = name.lowercased().split(separator: "_")
    if words.contains(where: { ["loss", "error"].contains($0) }) { return false }
    let rising: Set<Substring> = ["accuracy", "acc", "auc", "precision", "recall"]
    if words.contains(where: rising.contains) { return true }
    throw LoopError(.unknownDirection(name))
  }
}
