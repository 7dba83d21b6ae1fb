import Foundation
import Sharding

extension Weights {
  var wire: Tandem_V1_Weights {
    .with {
      $0.version = UInt64(version)
      if let slot { $0.slot = UInt64(slot) }
      if let changedBlocks { $0.changedBlocks = Data(changedBlocks) }
      $0.crowded = isCrowded
      $0.counters = counters
    }
  }

  init(wire: Tandem_V1_Weights) throws(WireError) {
    self.init(
      version: try Checked.integer(
        wire.version, "the version of the weights", in: WireLimits.rounds),
      slot: wire.hasSlot ? try Checked.integer(wire.slot, "the slot", in: WireLimits.slots) : nil,
      isCrowded: wire.crowded)
    if wire.hasChangedBlocks { changedBlocks = Array(wire.changedBlocks) }
    try Checked.count(
      wire.counters.count, "counters", atMost: WireLimits.counters.upperBound)
    counters = wire.counters
  }
}

extension Work {
  var wire: Tandem_V1_Work {
    .with {
      $0.round = UInt64(round.index)
      $0.nodeLo = UInt64(node.lo)
      $0.nodeHi = UInt64(node.hi)
      $0.weightsVersion = UInt64(round.weightsVersion)
      $0.attempt = UInt64(attempt)
      $0.phase = Tandem_V1_Work.Phase(round.phase)
      $0.epoch = UInt64(round.epoch)
      $0.step = UInt64(round.step)
      $0.stage = UInt64(round.stage)
      $0.firstExample = UInt64(round.examples.lowerBound)
      $0.exampleCount = UInt64(round.examples.count)
      $0.shards = UInt64(round.plan.shards)
    }
  }

  init(wire: Tandem_V1_Work) throws(WireError) {
    let node = try Checked.node(lo: wire.nodeLo, hi: wire.nodeHi)
    let shards = try Checked.integer(wire.shards, "shards", in: WireLimits.shards)
    guard node.hi <= shards else {
      throw WireError(.valueOutOfRange, "the node \(node) is none of \(shards) shards")
    }
    guard let phase = Phase(wire.phase) else {
      throw WireError(.valueOutOfRange, "unknown phase \(wire.phase.rawValue) of a round")
    }
    let first = try Checked.integer(
      wire.firstExample, "the first example", in: WireLimits.examples)
    let count = try Checked.integer(
      wire.exampleCount, "the count of examples", in: 1...WireLimits.examples.upperBound)
    self.init(
      round: Round(
        index: try Checked.integer(wire.round, "the round", in: WireLimits.rounds),
        batch: GlobalBatch(
          phase: phase,
          epoch: try Checked.integer(wire.epoch, "the epoch", in: WireLimits.epochs),
          step: try Checked.integer(wire.step, "the step", in: WireLimits.examples),
          stage: try Checked.integer(wire.stage, "the stage", in: WireLimits.stages),
          examples: first..<first + count, shards: shards),
        weightsVersion: try Checked.integer(
          wire.weightsVersion, "the version of the weights", in: WireLimits.rounds)),
      node: node,
      attempt: try Checked.integer(wire.attempt, "the attempt"))
  }
}

extension Tandem_V1_Work.Phase {
  fileprivate init(_ phase: Phase) {
    self =
      switch phase {
      case .training: .training
      case .validation: .validation
      case .test: .test
      }
  }
}

extension Phase {
  fileprivate init?(_ wire: Tandem_V1_Work.Phase) {
    switch wire {
    case .training: self = .training
    case .validation: self = .validation
    case .test: self = .test
    case .unspecified, .UNRECOGNIZED: return nil
    }
  }
}

extension WorkResult {
  var wire: Tandem_V1_Result {
    .with {
      $0.round = UInt64(round)
      $0.nodeLo = UInt64(node.lo)
      $0.nodeHi = UInt64(node.hi)
      $0.weightsVersion = UInt64(weightsVersion)
      $0.metrics = metrics
      $0.counters = counters
      $0.loss = loss
      $0.denominators = denominators
      $0.waitNanoseconds = Self.wire(nanoseconds: timings.waitNanoseconds)
      $0.computeNanoseconds = Self.wire(nanoseconds: timings.computeNanoseconds)
      $0.sendNanoseconds = Self.wire(nanoseconds: timings.sendNanoseconds)
      $0.otherNanoseconds = Self.wire(nanoseconds: timings.otherNanoseconds)
      if let slot { $0.slot = UInt64(slot) }
      if let liveBlocks { $0.liveBlocks = Data(liveBlocks) }
      if let processor { $0.processor = UInt64(processor) }
    }
  }

  init(wire: Tandem_V1_Result) throws(WireError) {
    try Checked.count(wire.metrics.count, "numbers of metrics", atMost: WireLimits.metrics)
    self.init(
      round: try Checked.integer(wire.round, "the round", in: WireLimits.rounds),
      node: try Checked.node(lo: wire.nodeLo, hi: wire.nodeHi),
      weightsVersion: try Checked.integer(
        wire.weightsVersion, "the version of the weights", in: WireLimits.rounds),
      metrics: wire.metrics,
      timings: Timings(
        waitNanoseconds: try Checked.integer(
          wire.waitNanoseconds, "the time waited", in: WireLimits.nanoseconds),
        computeNanoseconds: try Checked.integer(
          wire.computeNanoseconds, "the time computed", in: WireLimits.nanoseconds),
        sendNanoseconds: try Checked.integer(
          wire.sendNanoseconds, "the time sent", in: WireLimits.nanoseconds),
        otherNanoseconds: try Checked.integer(
          wire.otherNanoseconds, "the other time", in: WireLimits.nanoseconds)),
      slot: wire.hasSlot ? try Checked.integer(wire.slot, "the slot", in: WireLimits.slots) : nil)
    if wire.hasLiveBlocks { liveBlocks = Array(wire.liveBlocks) }
    try Checked.count(
      wire.counters.count, "counters", atMost: WireLimits.counters.upperBound)
    counters = wire.counters
    loss = wire.loss
    try Checked.count(
      wire.denominators.count, "denominators", atMost: WireLimits.denominators.upperBound)
    denominators = wire.denominators
    if wire.hasProcessor {
      processor = try Checked.integer(
        wire.processor, "the processor", in: WireLimits.processors)
    }
  }

  private static func wire(nanoseconds: Int) -> UInt64 {
    UInt64(min(nanoseconds, WireLimits.nanoseconds.upperBound))
  }
}

extension Heartbeat {
  var wire: Tandem_V1_Heartbeat {
    .with {
      $0.sequence = UInt64(sequence)
      $0.progress = UInt64(progress)
      $0.round = UInt64(round)
    }
  }

  init(wire: Tandem_V1_Heartbeat) throws(WireError) {
    self.init(
      sequence: try Checked.integer(wire.sequence, "the number of the heartbeat"),
      progress: try Checked.integer(wire.progress, "the progress"),
      round: try Checked.integer(wire.round, "the round"))
  }
}
