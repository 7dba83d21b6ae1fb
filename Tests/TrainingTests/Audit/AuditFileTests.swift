import Diagnostics
import Files
import Foundation
import Learning
import Sharding
import TestSupport
import Testing

@testable import Training

@Suite("Audit files", .computing)
struct AuditFileTests {
  @Test("Several sections are written and read back, step by step")
  func roundTrip() throws {
    let directory = try ScratchDirectory()
    let path = directory.file("run.jsonl")
    try SampleAudit.write(
      [(SampleAudit.header(), steps: 400), (SampleAudit.header(.cluster), steps: 3)], to: path)
    let reader = try AuditReader(path: path)
    #expect(reader.sections.map(\.header) == [SampleAudit.header(), SampleAudit.header(.cluster)])
    #expect(reader.sections.map(\.label) == ["single", "cluster"])
    #expect(try reader.sections[0].allSteps() == (0...400).map(SampleAudit.step))
    #expect(try reader.sections[1].allSteps() == (0...3).map(SampleAudit.step))
  }

  @Test("The lines have the documented form")
  func lines() throws {
    let directory = try ScratchDirectory()
    let writer = try AuditWriter(path: directory.file("a"))
    var header = SampleAudit.header(.cluster, seed: UInt64.max)
    header.program = "a\"b"
    try writer.begin(header)
    let digest = AuditDigest(of: [1, -2])
    try writer.record(
      AuditStep(step: 0, epoch: 0, entries: [.init("weights dense/kernel", digest)]))
    try writer.record(AuditStep(step: 1, epoch: 1, entries: []))
    try writer.close()
    let text = try directory.text(of: "a")
    #expect(
      text == """
        {"audit":1,"mode":"cluster","program":"a\\"b","seed":18446744073709551615,"batchSize":32,\
        "shards":2,"isa":"avx2","workers":2,"tensors":["dense/kernel","dense/bias"]}
        {"step":0,"epoch":0,"digests":{"weights dense/kernel":"\(digest)"}}
        {"step":1,"epoch":1,"digests":{}}

        """)
    for line in text.split(separator: "\n") {
      #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
    }
  }

  @Test("A digest is the first half of the SHA-256 of the little-endian bits")
  func digest() {
    // The first 32 digits of sha256sum's answer for 00 00 80 3f 00 00 00 c0.
    #expect(AuditDigest(of: [1, -2]).description == "ee4ac73c2bd27756ab82780f27c73a7b")
    #expect(AuditDigest(of: []).description == "e3b0c44298fc1c149afbf4c8996fb924")
    #expect(AuditDigest(of: [0]) != AuditDigest(of: [-0.0]))
  }

  @Test("A digest is read from 32 hexadecimal digits and nothing else")
  func digestText() {
    let digest = AuditDigest(of: [3])
    #expect(AuditDigest(digest.description) == digest)
    for text in [
      "", "0", String(repeating: "g", count: 32), "+" + String(repeating: "0", count: 31),
    ] {
      #expect(AuditDigest(text) == nil)
    }
  }

  @Test("The old file stays until the new one is complete")
  func keepsOld() throws {
    let directory = try ScratchDirectory()
    let path = try directory.file("a", holding: "old".utf8)
    let writer = try AuditWriter(path: path)
    try writer.flush()
    try writer.begin(SampleAudit.header())
    try writer.flush()
    #expect(try directory.text(of: "a") == "old")
    try writer.close()
    #expect(try directory.text(of: "a") == SampleAudit.header().line + "\n")
  }

  @Test("Nothing is left of a run that did not come to its end, beside the old file")
  func unclosed() throws {
    let directory = try ScratchDirectory()
    _ = try directory.file("a.partial", holding: "mine".utf8)
    do {
      let writer = try AuditWriter(path: directory.file("a", holding: "old".utf8))
      try writer.begin(SampleAudit.header())
      try writer.record(SampleAudit.step(0))
      try writer.flush()
      #expect(try directory.names().count == 3)
    }
    #expect(try directory.names() == ["a", "a.partial"])
    #expect(try directory.text(of: "a") == "old")
    #expect(try directory.text(of: "a.partial") == "mine")
  }

  @Test("An audit that has failed stays failed, and gives back its place at once")
  func staysFailed() throws {
    let directory = try ScratchDirectory()
    let writer = try AuditWriter(path: directory.file("a"))
    try writer.begin(SampleAudit.header())
    try writer.flush()
    let other = OutputFile(path: directory.file("w"), purpose: "the weights")
    let full = OutputFileError.failed(SystemFailure(code: ENOSPC), writing: true, other)
    #expect(writer.abandon(because: full))
    #expect(try directory.names() == [])
    #expect(!writer.abandon(because: full))
    let calls: [() throws -> Void] = [
      { try writer.record(SampleAudit.step(1)) }, { try writer.flush() }, { try writer.close() },
    ]
    for body in calls {
      let error = try #require(throws: OutputFileError.self) { try body() }
      #expect(error.code == .noSpace)
      #expect(error.description.contains("make room for \(other.path)"))
    }
    #expect(writer.failure != nil)
    #expect(try directory.names() == [])
  }

  @Test("Who reads a pipe gets each step at once")
  func stream() throws {
    let directory = try ScratchDirectory()
    let path = directory.file("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let reading = open(path, O_RDONLY | O_NONBLOCK)
    try #require(reading >= 0)
    defer { close(reading) }
    let writer = try AuditWriter(path: path)
    let writes: [(String, () throws -> Void)] = [
      (SampleAudit.header().line, { try writer.begin(SampleAudit.header()) }),
      (SampleAudit.step(0).line, { try writer.record(SampleAudit.step(0)) }),
    ]
    for (line, write) in writes {
      try write()
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = read(reading, &buffer, buffer.count)
      #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == line + "\n")
    }
  }

  @Test("An observer tells at once that the audit can't be written, once, and asks for no more")
  func observerTells() throws {
    let directory = try ScratchDirectory()
    let path = directory.file("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    signal(SIGPIPE, SIG_IGN)
    let reading = open(path, O_RDONLY | O_NONBLOCK)
    try #require(reading >= 0)
    let writer = try AuditWriter(path: path)
    var told: [OutputFileError] = []
    let observer = AuditObserver(
      writer, header: SampleAudit.header(), metricNames: [], failed: { told.append($0) })
    #expect(observer.wantsTensors)
    try writer.begin(SampleAudit.header())
    close(reading)
    let session = {
      let weights = TinyProgram().initialWeights(seed: 1)
      observer.sessionBegan(
        JobShape(batchSize: 1, shards: 1, trainingExamples: 1), weights: weights,
        optimizer: OptimizerState(TinyProgram().optimizers, for: weights.layout))
    }
    session()
    session()
    #expect(told.count == 1)
    #expect(!observer.wantsTensors)
    #expect(throws: OutputFileError.self) { try observer.finish() }
  }

  @Test("A path that can't be written is refused before the run, as input's fault")
  func unwritable() throws {
    let directory = try ScratchDirectory()
    let path = directory.file("missing/a")
    let error = try #require(throws: OutputFileError.self) { try AuditWriter(path: path) }
    #expect(error.code == .directoryMissing)
    #expect(error.fault == .input)
    #expect(error.description.contains("the audit"))
  }

  @Test("A write that fails is the run's fault")
  func failedWrite() throws {
    // Writing to a pipe fails once its reader is gone.
    let directory = try ScratchDirectory()
    let path = directory.file("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    signal(SIGPIPE, SIG_IGN)
    let reading = open(path, O_RDONLY | O_NONBLOCK)
    try #require(reading >= 0)
    let writer = try AuditWriter(path: path)
    try writer.begin(SampleAudit.header())
    close(reading)
    let error = try #require(throws: OutputFileError.self) {
      try writer.record(SampleAudit.step(0))
    }
    #expect(error.code == .failed)
    #expect(error.fault == .run)
    #expect(error.description.contains(path))
  }

  @Test("A step before any section is a mistake in the code")
  func misuse() async {
    await #expect(processExitsWith: .failure) {
      // No directory of its own: nobody would remove it after the process has trapped.
      let path = NSTemporaryDirectory() + "/tandem-test-misuse-\(UUID().uuidString)"
      try AuditWriter(path: path).record(AuditStep(step: 0, epoch: 0, entries: []))
    }
  }
}
