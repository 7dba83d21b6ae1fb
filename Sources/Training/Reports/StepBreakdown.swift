/// Where the time of a training step goes: milliseconds in the mean over all training steps of a run.
public enum StepBreakdown: Sendable, Hashable {
  /// Of the plain loop.
  case single(Single)
  /// Of a coordinator and its workers, who are busy at the same time: while the coordinator waits,
  /// workers compute.
  case cluster(coordinator: Coordinator, workers: [Worker])

  /// A step of the plain loop. The parts add up to the mean step.
  public struct Single: Codable, Sendable, Hashable {
    /// Forward and backward, and the sum over the shards but for its last additions.
    public var compute: Double
    /// The last additions and the optimizer, in one pass over memory.
    public var reduceAndUpdate: Double
    /// Metrics, progress, audits.
    public var other: Double

    /// Collects the parts.
    public init(compute: Double, reduceAndUpdate: Double, other: Double) {
      self.compute = compute
      self.reduceAndUpdate = reduceAndUpdate
      self.other = other
    }
  }

  /// A step of the coordinator. The parts add up to the mean step.
  public struct Coordinator: Codable, Sendable, Hashable {
    /// Nothing to do until a message comes.
    public var wait: Double
    /// Reading messages, and writing the zeros of gradients that did not travel.
    public var receive: Double
    /// Summing what the workers sent and the optimizer, in one pass over memory.
    public var reduceAndUpdate: Double
    /// Packing weights and work and handing them to the transport, which sends in the background.
    public var broadcast: Double
    /// Metrics, progress, audits, signs of life.
    public var other: Double

    /// Collects the parts.
    public init(
      wait: Double, receive: Double, reduceAndUpdate: Double, broadcast: Double, other: Double
    ) {
      self.wait = wait
      self.receive = receive
      self.reduceAndUpdate = reduceAndUpdate
      self.broadcast = broadcast
      self.other = other
    }
  }

  /// A step of one worker, from one answer to the next.
  public struct Worker: Codable, Sendable, Hashable {
    /// The worker's name.
    public var worker: String
    /// Forward and backward, and the sum over its shards.
    public var compute: Double
    /// Nothing to do until a message comes.
    public var wait: Double
    /// Packing answers and handing them to the transport, which sends in the background.
    public var send: Double
    /// Reading messages, unpacking weights, signs of life.
    public var other: Double

    /// Collects the parts.
    public init(worker: String, compute: Double, wait: Double, send: Double, other: Double) {
      self.worker = worker
      self.compute = compute
      self.wait = wait
      self.send = send
      self.other = other
    }
  }
}

extension StepBreakdown: Codable {
  private enum CodingKeys: String, CodingKey { case single, coordinator, workers }

  /// Reads whichever of the two there is.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if container.contains(.single) {
      self = .single(try container.decode(Single.self, forKey: .single))
    } else {
      self = .cluster(
        coordinator: try container.decode(Coordinator.self, forKey: .coordinator),
        workers: try container.decode([Worker].self, forKey: .workers))
    }
  }

  /// Writes `single`, or `coordinator` and `workers`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .single(let single): try container.encode(single, forKey: .single)
    case .cluster(let coordinator, let workers):
      try container.encode(coordinator, forKey: .coordinator)
      try container.encode(workers, forKey: .workers)
    }
  }
}
