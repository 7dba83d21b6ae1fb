import TestSupport
import Testing

@testable import Training

@Suite("The first difference of two audits", .computing)
struct AuditDifferenceTests {
  /// Compares two runs of 25 steps, the second changed.
  private func difference(
    headers: (AuditHeader, AuditHeader) = (SampleAudit.header(), SampleAudit.header(.cluster)),
    steps: (Int, Int) = (25, 25), change: (inout AuditStep) -> Void = { _ in }
  ) throws -> AuditDifference? {
    let directory = try ScratchDirectory()
    let path = directory.file("a")
    try SampleAudit.write([(headers.0, steps.0), (headers.1, steps.1)], to: path) { run, step in
      if run == 1 { change(&step) }
    }
    let sections = try AuditReader(path: path).sections
    try #require(sections.count == 2)
    return try AuditDifference.first(between: sections[0], and: sections[1])
  }

  @Test("Equal runs have none")
  func equal() throws {
    #expect(try difference() == nil)
  }

  @Test(
    "One digest that differs is found, wherever it is",
    arguments: [(1, 0), (1, 6), (10, 3), (11, 3), (25, 6)])
  func oneDigest(step: Int, entry: Int) throws {
    let other = SampleAudit.digest("other")
    let found = try #require(
      try difference { if $0.step == step { $0.entries[entry].digest = other } })
    let expected = SampleAudit.step(step)
    #expect(found.step == step)
    #expect(found.epoch == (step <= 10 ? 1 : step <= 20 ? 2 : 3))
    #expect(found.others == 0)
    #expect(
      found.kind
        == .digests(
          tensor: expected.entries[entry].name, first: expected.entries[entry].digest,
          second: other))
  }

  @Test("The first of many is named, and the others of its step are counted")
  func firstOfMany() throws {
    let other = SampleAudit.digest("other")
    let found = try #require(
      try difference { step in
        guard step.step >= 12 else { return }
        for index in 2..<step.entries.count { step.entries[index].digest = other }
      })
    let first = SampleAudit.digest("gradients dense/bias 12")
    #expect(
      found.description
        == "The runs differ first at step 12, in epoch 2, in gradients dense/bias: "
        + "\(first) in single, \(other) in cluster. So do 4 more of that step.")
  }

  @Test("Runs of different seeds differ before the first step, and the message says why")
  func seeds() throws {
    let other = SampleAudit.digest("other")
    let found = try #require(
      try difference(headers: (SampleAudit.header(seed: 1), SampleAudit.header(seed: 2))) { step in
        for index in step.entries.indices { step.entries[index].digest = other }
      })
    #expect(found.step == 0)
    #expect(
      found.description
        == "The runs differ first before the first step, in weights dense/kernel: "
        + "\(SampleAudit.digest("weights dense/kernel 0")) in single, \(other) in single. "
        + "So does 1 more of that step. They were started differently: seed 1 and 2.")
  }

  @Test("All settings that matter to the bits are told, and workers are not one")
  func settings() {
    var other = SampleAudit.header(.cluster)
    #expect(SampleAudit.header().differences(from: other) == [])
    other.program = "p"
    other.batchSize = 50
    other.shards = 3
    other.isa = "avx512"
    #expect(
      SampleAudit.header().differences(from: other) == [
        "program digit-classifier and p", "batch size 32 and 50", "shards 2 and 3",
        "instruction set avx2 and avx512",
      ])
  }

  @Test("A run that goes on longer is told, whichever it is", arguments: [(25, 20), (20, 25)])
  func longer(first: Int, second: Int) throws {
    let found = try #require(try difference(steps: (first, second)))
    #expect(found.step == 21)
    let (long, short) = first > second ? ("single", "cluster") : ("cluster", "single")
    #expect(found.kind == .runLonger(label: long))
    #expect(
      found.description
        == "The runs are alike as far as \(short) goes, but \(long) goes on at step 21, in epoch 3."
    )
  }

  @Test("A tensor that only one run recorded is told")
  func tensorOnly() throws {
    let removed = try #require(try difference { if $0.step == 7 { $0.entries.remove(at: 3) } })
    #expect(removed.kind == .tensorOnly(tensor: "slots velocity dense/kernel", in: "single"))
    let added = try #require(
      try difference {
        if $0.step == 7 { $0.entries.append(.init("weights extra", SampleAudit.digest("x"))) }
      })
    #expect(added.kind == .tensorOnly(tensor: "weights extra", in: "cluster"))
    #expect(
      added.description
        == "The runs differ first at step 7, in epoch 1: only cluster recorded weights extra.")
  }

  @Test("The order within a step does not matter")
  func order() throws {
    #expect(try difference { $0.entries.reverse() } == nil)
  }

  @Test("Runs that numbered their steps or epochs differently are told apart")
  func numbering() throws {
    let steps = try #require(try difference { if $0.step >= 5 { $0.step += 1 } })
    #expect(steps.kind == .steps(first: 5, second: 6))
    #expect(
      steps.description
        == "The runs recorded different steps: where single has step 5, cluster has step 6.")
    let epochs = try #require(try difference { if $0.step == 5 { $0.epoch = 2 } })
    #expect(epochs.kind == .epochs(first: 1, second: 2))
  }

  @Test("Sections of two files are compared under the labels given")
  func twoFiles() throws {
    let directory = try ScratchDirectory()
    try SampleAudit.write([(SampleAudit.header(), 3)], to: directory.file("a"))
    try SampleAudit.write([(SampleAudit.header(), 4)], to: directory.file("b"))
    var first = try #require(try AuditReader(path: directory.file("a")).sections.first)
    var second = try #require(try AuditReader(path: directory.file("b")).sections.first)
    first.label = "this run"
    second.label = "b"
    let found = try #require(try AuditDifference.first(between: first, and: second))
    #expect(found.kind == .runLonger(label: "b"))
    #expect(try AuditDifference.first(between: first, and: first) == nil)
  }

  @Test("Damage after the first difference does not hide it; before it, it is told")
  func damage() throws {
    let directory = try ScratchDirectory()
    try SampleAudit.write([(SampleAudit.header(), 9)], to: directory.file("a"))
    try SampleAudit.write([(SampleAudit.header(), 9)], to: directory.file("b")) { _, step in
      if step.step == 4 { step.entries[0].digest = SampleAudit.digest("other") }
    }
    let whole = try directory.bytes(of: "b")
    _ = try directory.file("late", holding: whole.dropLast(20))
    _ = try directory.file(
      "early", holding: whole.prefix(SampleAudit.header().line.utf8.count + 30))
    let first = try #require(try AuditReader(path: directory.file("a")).sections.first)
    let late = try #require(try AuditReader(path: directory.file("late")).sections.first)
    #expect(try AuditDifference.first(between: first, and: late)?.step == 4)
    let early = try #require(try AuditReader(path: directory.file("early")).sections.first)
    let error = try #require(throws: AuditError.self) {
      try AuditDifference.first(between: first, and: early)
    }
    #expect(error.line == 2)
  }
}
