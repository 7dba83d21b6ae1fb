import Foundation
import TensorCore
import TestSupport
import Testing
import Training

@Suite("Runs of the command", .serialized, .blocking)
struct IdenticalRunsTests {
  /// A short run on made-up digits.
  static let short = ["--data", DigitsOnDisk.path, "--epochs", "1", "--limit", "400", "--quiet"]

  @Test(
    "compare as identical, whatever the workers, shards, transport and batch size",
    arguments: [
      "--workers 1 --shards 1", "--workers 1 --shards 8 --transport tcp",
      "--workers 2 --shards 3 --batch-size 50 --transport ipc",
      "--workers 3 --shards 2 --transport tcp",
      "--workers 4 --shards 8 --batch-size 1000", "--workers 7 --shards 3",
      "--workers 2 --shards 2 --threads 3", "--workers 2 --shards 3 --threads 8",
    ])
  func compare(_ options: String) async throws {
    let scratch = try ScratchDirectory()
    let report = scratch.file("report.json")
    let result = try await TandemProcess.run(
      ["compare"] + options.split(separator: " ").map(String.init) + Self.short
        + ["--report", report])
    #expect(result.status == 0, "\(result.errors)")
    let comparison = try RunReportFile.comparison(report)
    #expect(comparison.identical)
    #expect(comparison.single.weightsSHA256 == comparison.cluster.weightsSHA256)
    #expect(comparison.single.epochs[0].metrics == comparison.cluster.epochs[0].metrics)
    #expect(comparison.single.test == comparison.cluster.test)
    #expect(comparison.cluster.startSeconds == nil)
    #expect(result.output.contains("identical"))
    let transport = options.split(separator: " ").drop { $0 != "--transport" }.dropFirst().first
    #expect(comparison.cluster.transport == transport.map(String.init) ?? Self.defaultTransport)
  }

  @Test(
    "shuffle by seed and epoch, the same on workers, and say so",
    arguments: ["shm", "tcp"])
  func shuffled(transport: String) async throws {
    let scratch = try ScratchDirectory()
    let (report, audit) = (scratch.file("report.json"), scratch.file("audit.jsonl"))
    let options = Self.short + ["--shuffle", "--hold-out", "0.1", "--shards", "3"]
    let result = try await TandemProcess.run(
      ["compare", "--transport", transport, "--report", report, "--audit", audit] + options)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("--shuffle --hold-out 0.1 --limit 400"), "\(result.output)")
    let comparison = try RunReportFile.comparison(report)
    #expect(comparison.identical && comparison.cluster.dataset.shuffled == true)
    #expect(comparison.single.dataset.validationExamples == 400)
    let header = try #require(
      String(contentsOfFile: audit, encoding: .utf8).split(separator: "\n").first)
    #expect(header.contains("\"dataset\":\"\(comparison.single.dataset.sha256)\""))
    #expect(header.contains("\"shuffled\":true"))
    let plain = try await TandemProcess.run(
      ["single", "--shards", "3", "--hold-out", "0.1", "--report", report] + Self.short)
    #expect(plain.status == 0, "\(plain.errors)")
    let run = try RunReportFile.run(report)
    #expect(run.dataset.shuffled == nil && run.dataset.sha256 == comparison.single.dataset.sha256)
    #expect(run.weightsSHA256 != comparison.single.weightsSHA256)
  }

  @Test(
    "tell where the time of a step went, and no more than it took",
    arguments: ["shm", "ipc", "tcp"])
  func breakdown(transport: String) async throws {
    let scratch = try ScratchDirectory()
    let report = scratch.file("report.json")
    let result = try await TandemProcess.run(
      ["train", "--workers", "2", "--shards", "3", "--transport", transport, "--report", report]
        + Self.short)
    #expect(result.status == 0, "\(result.errors)")
    let run = try RunReportFile.run(report)
    #if os(Linux)
      #expect(try #require(run.startSeconds) > 0)
    #endif
    guard case .cluster(let coordinator, let workers) = try #require(run.breakdown) else {
      Issue.record("a cluster without a coordinator")
      return
    }
    let parts = [
      coordinator.wait, coordinator.receive, coordinator.reduceAndUpdate, coordinator.broadcast,
      coordinator.other,
    ]
    #expect(parts.allSatisfy { $0 > 0 })
    let mean = run.epochs[0].stepMilliseconds.mean
    #expect(abs(parts.reduce(0, +) - mean) < 1e-6 * mean)
    #expect(Set(workers.map(\.worker)) == ["worker 1", "worker 2"])
    for worker in workers {
      #expect(worker.compute > 0 && worker.wait > 0 && worker.send > 0 && worker.other > 0)
      #expect(worker.compute < mean)
    }
  }

  #if os(Linux)
    static let defaultTransport = "shm"

    @Test("fall back to messages, and say so, where memory can't be shared")
    func noSharedMemory() async throws {
      let scratch = try ScratchDirectory()
      let report = scratch.file("report.json")
      // A file of 500 KiB at most, shared memory counted.
      let result = try await TandemProcess.run(
        ["train", "--workers", "2", "--report", report] + Self.short, fileLimitKiB: 500)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.errors.contains("no shared memory"))
      #expect(try RunReportFile.run(report).transport == "ipc")
    }
  #else
    static let defaultTransport = "ipc"
  #endif

  @Test(
    "have the same weights for any number of threads under each instruction set",
    arguments: InstructionSet.usable.filter { $0 != .native })
  func threads(_ instructionSet: InstructionSet) async throws {
    let scratch = try ScratchDirectory()
    var digests: Set<String> = []
    for threads in [1, 2, 3, 8] {
      let report = scratch.file("report-\(threads).json")
      let result = try await TandemProcess.run(
        [
          "single", "--isa", instructionSet.rawValue, "--threads", "\(threads)", "--shards", "3",
          "--batch-size", "200", "--report", report,
        ] + Self.short)
      #expect(result.status == 0, "\(result.errors)")
      let run = try RunReportFile.run(report)
      #expect(run.isa == instructionSet.rawValue && run.threads == threads)
      digests.insert(run.weightsSHA256)
    }
    #expect(digests.count == 1)
  }

  @Test("by the command that a run prints give its weights again")
  func reproduction() async throws {
    let result = try await TandemProcess.run(
      ["train", "--workers", "2", "--seed", "5", "--data", "synthetic"] + Self.short.dropFirst(2))
    #expect(result.status == 0, "\(result.errors)")
    let marker = "The same bits in one process: \(TandemProcess.path) "
    let line = try #require(
      result.output.split(separator: "\n").first { $0.hasPrefix(marker) })
    let again = try await TandemProcess.run(
      line.dropFirst(marker.count).split(separator: " ").map(String.init) + ["--quiet"])
    func digest(_ output: String) -> Substring? {
      output.split(separator: "\n").first { $0.hasPrefix("Weights SHA-256") }
    }
    #expect(digest(result.output) != nil)
    #expect(digest(result.output) == digest(again.output))
  }

  @Test("name in that command what the data came to")
  func reproductionOfData() async throws {
    let arguments = ["single", "--epochs", "1", "--limit", "64", "--quiet"]
    // With neither a network nor a cache, auto comes to the synthetic digits.
    let scratch = try ScratchDirectory()
    let none = try await TandemProcess.run(
      arguments,
      environment: [
        "TANDEM_DATA": "", "XDG_CACHE_HOME": scratch.path, "https_proxy": "http://127.0.0.1:9",
      ])
    #expect(none.errors.contains("THIS IS NOT MNIST"))
    #expect(none.output.contains(" --data synthetic --limit 64\n"), "\(none.output)")
  }

  @Test("export weights that evaluate to the run's own test figures")
  func evaluation() async throws {
    let scratch = try ScratchDirectory()
    let (weights, report) = (scratch.file("weights.safetensors"), scratch.file("report.json"))
    let run = try await TandemProcess.run(
      ["train", "--workers", "2", "--shards", "3", "--export", weights, "--report", report]
        + Self.short)
    #expect(run.status == 0, "\(run.errors)")
    let evaluation = scratch.file("evaluation.json")
    let result = try await TandemProcess.run([
      "evaluate", "--weights", weights, "--data", DigitsOnDisk.path, "--limit", "400", "--quiet",
      "--report", evaluation,
    ])
    #expect(result.status == 0, "\(result.errors)")
    let (trained, evaluated) = (try RunReportFile.run(report), try RunReportFile.run(evaluation))
    #expect(!trained.test.isEmpty && trained.test == evaluated.test)
    #expect(trained.weightsSHA256 == evaluated.weightsSHA256)
  }

  @Test("of seed 1 and seed 2 differ, and the audit names the first step and tensor")
  func audit() async throws {
    let scratch = try ScratchDirectory()
    let audit = scratch.file("audit.jsonl")
    let first = try await TandemProcess.run(
      ["single", "--seed", "1", "--shards", "2", "--audit", audit] + Self.short)
    #expect(first.status == 0, "\(first.errors)")
    let same = try await TandemProcess.run(
      ["compare", "--seed", "1", "--against", audit] + Self.short)
    #expect(same.status == 0, "\(same.errors)\(same.output)")
    let other = try await TandemProcess.run(
      ["compare", "--seed", "2", "--against", audit] + Self.short)
    #expect(other.status == 1)
    #expect(other.output.contains("dense/kernel"))
    #expect(other.output.contains("before the first step"))
    #expect(other.output.contains("seed 1 and 2"))
  }
}
