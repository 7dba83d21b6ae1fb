import Files
import Learning
import Sharding
import TensorCore

/// Writes an audit of a session: a digest of every tensor after every step.
public final class AuditObserver: TrainingObserver {
  private let writer: AuditWriter
  private let header: AuditHeader
  private let metricNames: [String]
  private let failed: (OutputFileError) -> Void
  private var hasFailed = false
  // How many steps have begun.
  private var steps = 0

  /// - Parameters:
  ///   - writer: Where a section is begun.
  ///   - header: What the run is.
  ///   - metricNames: The names of the program's metrics.
  ///   - failed: Told at once, and once, when the audit can't be written; the session goes on.
  public init(
    _ writer: AuditWriter, header: AuditHeader, metricNames: [String],
    failed: @escaping (OutputFileError) -> Void = { _ in }
  ) {
    self.writer = writer
    self.header = header
    self.metricNames = metricNames
    self.failed = failed
  }

  /// Ends the section.
  ///
  /// - Throws: What kept a step from being written.
  public func finish() throws(OutputFileError) { try writer.flush() }

  /// As long as the audit can be written.
  public var wantsTensors: Bool { !hasFailed }

  /// Begins the section, with the initial weights as step 0.
  public func sessionBegan(_ shape: JobShape, weights: Weights, optimizer: OptimizerState) {
    steps = 0
    attempt { () throws(OutputFileError) in
      try writer.begin(header)
      try writer.record(AuditStep(step: 0, epoch: 0, entries: entries(of: weights, optimizer)))
    }
  }

  /// Writes a step.
  public func weightsUpdated(
    _ round: Round, gradients: Gradients, weights: Weights, optimizer: OptimizerState,
    metrics: [MetricState]
  ) {
    var entries = zip(metricNames, metrics).map { name, state in
      AuditStep.Entry("metrics \(name)", digest(of: state))
    }
    let layout = weights.layout
    for (group, denominator) in zip(
      gradients.totals.form?.divided.numbers ?? [], gradients.totals.denominators)
    {
      entries.append(entry("denominators \(group)", denominator))
    }
    for index in 0..<layout.trainableVariableCount
    where gradients.groups.contains(layout.variables[index].group) {
      entries.append(
        entry("gradients \(layout.variables[index].name)", gradients[index]))
    }
    for group in gradients.groups.numbers {
      if let norm = optimizer.lastNorms[group] { entries.append(entry("norms \(group)", norm)) }
      if let rate = optimizer.lastLearningRates[group] {
        entries.append(entry("learning rates \(group)", rate))
      }
    }
    entries += self.entries(of: weights, optimizer)
    if round.stage == 0 { steps += 1 }
    attempt { () throws(OutputFileError) in
      try writer.record(
        AuditStep(step: steps, epoch: round.epoch + 1, stage: round.stage, entries: entries))
    }
  }

  /// Nothing more: evaluation changes no tensor.
  public func roundEnded(_ round: Round, record: RunRecord) {}

  private func attempt(_ body: () throws(OutputFileError) -> Void) {
    guard !hasFailed else { return }
    do throws(OutputFileError) {
      try body()
    } catch {
      // Observers can't throw; the writer keeps the failure for whoever closes it.
      hasFailed = true
      failed(error)
    }
  }

  private func entries(of weights: Weights, _ optimizer: OptimizerState) -> [AuditStep.Entry] {
    let layout = weights.layout
    var entries: [AuditStep.Entry] = []
    for (name, group, values) in optimizer.snapshot {
      for index in layout.indices(ofGroup: group) {
        let start = layout.ranges[index].lowerBound - layout.groupRanges[group].lowerBound
        entries.append(
          entry(
            "slots \(name) \(layout.variables[index].name)",
            values.slice(from: start, shape: layout.variables[index].shape)))
      }
    }
    for (index, variable) in layout.variables.enumerated() {
      entries.append(entry("weights \(variable.name)", weights[index]))
    }
    for (counter, value) in zip(layout.counters, weights.counters) {
      entries.append(
        AuditStep.Entry(
          "counters \(counter.name)",
          withUnsafeBytes(of: value.littleEndian) { AuditDigest(of: $0) }))
    }
    return entries
  }

  private func entry(_ name: String, _ number: Double) -> AuditStep.Entry {
    AuditStep.Entry(
      name, withUnsafeBytes(of: number.bitPattern.littleEndian) { AuditDigest(of: $0) })
  }

  private func entry(_ name: String, _ tensor: Tensor) -> AuditStep.Entry {
    AuditStep.Entry(name, tensor.withBytes { AuditDigest(of: $0) })
  }

  private func digest(of state: MetricState) -> AuditDigest {
    state.bytes.withUnsafeBytes { AuditDigest(of: $0) }
  }
}
