/// A run by the plain loop and one by a cluster, side by side: what `compare --report` writes.
public struct ComparisonReport: Sendable, Hashable {
  /// Whether every step's loss and metrics, the final weights and the optimizer's slots have the
  /// same bits.
  public var identical: Bool
  /// The run by the plain loop.
  public var single: RunReport
  /// The run by coordinator and workers.
  public var cluster: RunReport
  /// How many times faster the cluster trained.
  public var speedup: Double

  /// Puts two runs side by side.
  ///
  /// - Parameter speedup: by default the training seconds of the plain loop over those of the
  ///   cluster, all epochs together; NaN if there were none.
  public init(identical: Bool, single: RunReport, cluster: RunReport, speedup: Double? = nil) {
    self.identical = identical
    self.single = single
    self.cluster = cluster
    self.speedup = speedup ?? single.trainingSeconds / cluster.trainingSeconds
  }
}

extension ComparisonReport: Codable {
  private enum CodingKeys: String, CodingKey { case identical, single, cluster, speedup }

  /// Reads a comparison.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    identical = try container.decode(Bool.self, forKey: .identical)
    single = try container.decode(RunReport.self, forKey: .single)
    cluster = try container.decode(RunReport.self, forKey: .cluster)
    speedup = try container.decodeNumber(forKey: .speedup)
  }

  /// Writes a comparison; null for a speed-up that is not finite.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(identical, forKey: .identical)
    try container.encode(single, forKey: .single)
    try container.encode(cluster, forKey: .cluster)
    try container.encodeNumber(speedup, forKey: .speedup)
  }
}
