import TestSupport

@testable import Training

/// Audits for the tests of this folder.
enum SampleAudit {
  static let tensors = ["dense/kernel", "dense/bias"]

  static func header(_ mode: RunReport.Mode = .single, seed: UInt64 = 1) -> AuditHeader {
    AuditHeader(
      mode: mode, program: "digit-classifier", seed: seed, batchSize: 32, shards: 2,
      isa: "avx2", workers: mode == .single ? 0 : 2, tensors: tensors)
  }

  /// A step whose digests follow from its number, so that two runs are alike.
  static func step(_ number: Int) -> AuditStep {
    var entries: [AuditStep.Entry] = []
    if number > 0 { entries.append(AuditStep.Entry("metrics loss", digest("l\(number)"))) }
    for kind in number == 0 ? ["weights"] : ["gradients", "slots velocity", "weights"] {
      for tensor in tensors {
        entries.append(AuditStep.Entry("\(kind) \(tensor)", digest("\(kind) \(tensor) \(number)")))
      }
    }
    return AuditStep(step: number, epoch: number == 0 ? 0 : 1 + (number - 1) / 10, entries: entries)
  }

  static func digest(_ text: String) -> AuditDigest {
    Array(text.utf8).withUnsafeBytes { AuditDigest(of: $0) }
  }

  /// Writes one section a run of so many steps after the initial state, each step changed as told.
  static func write(
    _ runs: [(AuditHeader, steps: Int)], to path: String,
    change: (_ run: Int, inout AuditStep) -> Void = { _, _ in }
  ) throws {
    let writer = try AuditWriter(path: path)
    for (index, run) in runs.enumerated() {
      try writer.begin(run.0)
      for number in 0...run.steps {
        var step = step(number)
        change(index, &step)
        try writer.record(step)
      }
    }
    try writer.close()
  }
}

extension AuditSection {
  /// All steps, for small sections.
  func allSteps() throws -> [AuditStep] {
    var reader = try steps()
    var all: [AuditStep] = []
    while let step = try reader.next() { all.append(step) }
    return all
  }
}
