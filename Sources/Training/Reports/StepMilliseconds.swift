/// How long the steps of an epoch took, in milliseconds of wall time from one step's end to the
/// next.
public struct StepMilliseconds: Sendable, Hashable {
  /// Arithmetic mean.
  public var mean: Double
  /// Half of the steps were no slower.
  public var median: Double
  /// 95 of 100 steps were no slower.
  public var p95: Double

  /// Collects the three figures; NaN where there were no steps.
  public init(mean: Double, median: Double, p95: Double) {
    self.mean = mean
    self.median = median
    self.p95 = p95
  }
}

extension StepMilliseconds: Codable {
  private enum CodingKeys: String, CodingKey { case mean, median, p95 }

  /// Reads the three figures.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    mean = try container.decodeNumber(forKey: .mean)
    median = try container.decodeNumber(forKey: .median)
    p95 = try container.decodeNumber(forKey: .p95)
  }

  /// Writes the three figures; null for what is not finite.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeNumber(mean, forKey: .mean)
    try container.encodeNumber(median, forKey: .median)
    try container.encodeNumber(p95, forKey: .p95)
  }
}
