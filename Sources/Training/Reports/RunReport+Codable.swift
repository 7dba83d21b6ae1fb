extension RunReport: Codable {
  private enum CodingKeys: String, CodingKey {
    case program, mode, workers, shards, batchSize, seed, transport, isa, threads, dataset
    case epochs, test, weightsSHA256, startSeconds, breakdown, events
  }

  /// Reads a report.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    program = try container.decode(String.self, forKey: .program)
    mode = try container.decode(Mode.self, forKey: .mode)
    workers = try container.decode(Int.self, forKey: .workers)
    shards = try container.decode(Int.self, forKey: .shards)
    batchSize = try container.decode(Int.self, forKey: .batchSize)
    seed = try container.decode(UInt64.self, forKey: .seed)
    transport = try container.decodeIfPresent(String.self, forKey: .transport)
    isa = try container.decode(String.self, forKey: .isa)
    threads = try container.decode(Int.self, forKey: .threads)
    dataset = try container.decode(DatasetReport.self, forKey: .dataset)
    epochs = try container.decode([EpochReport].self, forKey: .epochs)
    test = try container.nestedContainer(keyedBy: ReportKey.self, forKey: .test).decodeMetrics()
    weightsSHA256 = try container.decode(String.self, forKey: .weightsSHA256)
    startSeconds = try container.decodeIfPresent(Double.self, forKey: .startSeconds)
    breakdown = try container.decodeIfPresent(StepBreakdown.self, forKey: .breakdown)
    events = try container.decode([RunEvent].self, forKey: .events)
  }

  /// Writes a report; null for numbers that are not finite.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(program, forKey: .program)
    try container.encode(mode, forKey: .mode)
    try container.encode(workers, forKey: .workers)
    try container.encode(shards, forKey: .shards)
    try container.encode(batchSize, forKey: .batchSize)
    try container.encode(seed, forKey: .seed)
    try container.encode(transport, forKey: .transport)
    try container.encode(isa, forKey: .isa)
    try container.encode(threads, forKey: .threads)
    try container.encode(dataset, forKey: .dataset)
    try container.encode(epochs, forKey: .epochs)
    var testContainer = container.nestedContainer(keyedBy: ReportKey.self, forKey: .test)
    try testContainer.encode(test)
    try container.encode(weightsSHA256, forKey: .weightsSHA256)
    try container.encode(startSeconds, forKey: .startSeconds)
    try container.encode(breakdown, forKey: .breakdown)
    try container.encode(events, forKey: .events)
  }
}
