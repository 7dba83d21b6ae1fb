import Foundation
import TestSupport
import Testing
import Training

@Suite("The bench", .serialized, .blocking)
struct BenchTests {
  /// Runs a quick bench and reads its figures.
  private static func run(_ options: String) async throws -> (report: BenchReport, table: String) {
    let scratch = try ScratchDirectory()
    let path = scratch.file("bench.json")
    let result = try await TandemProcess.run(
      ["bench", "--quick", "--report", path] + options.split(separator: " ").map(String.init))
    try #require(result.status == 0, "\(result.errors)")
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    return (try JSONDecoder().decode(BenchReport.self, from: data), result.output)
  }

  private static func expectSound(_ figure: BenchFigure, rounds: Int) throws {
    let spread = try #require(figure.milliseconds)
    #expect(spread.rounds.count == rounds && spread.rounds.allSatisfy { $0 > 0 })
    #expect(spread.min <= spread.median && spread.median <= spread.max)
    #expect(figure.threads >= 1 && figure.weights >= 1)
  }

  @Test("measures steps in one process and over each transport, with their breakdown")
  func step() async throws {
    let (report, table) = try await Self.run(
      "--rounds 2 --only step --batch-sizes 16 --threads 1 --quiet")
    #expect(report.rounds == 2 && report.quick && report.cores >= 1 && !report.isa.isEmpty)
    #expect(report.figures.map(\.workers) == [0, 2, 2, 2])
    #expect(report.figures.last?.transport == "tcp" && report.figures[0].transport == nil)
    for figure in report.figures {
      try Self.expectSound(figure, rounds: 2)
      #expect(figure.kind == .step && figure.batchSize == 16 && figure.hiddenUnits == 512)
      #expect(figure.weights == 407_050 && figure.threads == 1)
      switch try #require(figure.breakdown) {
      case .single(let parts): #expect(figure.workers == 0 && parts.compute > 0)
      case .cluster(_, let workers): #expect(workers.count == figure.workers)
      }
    }
    #expect(table.contains("Step, batch size 16, 784-512-10"))
    #expect(table.contains("single process") && table.contains("2 workers over tcp"))
  }

  @Test("measures the exchange and the update of any number of weights")
  func exchange() async throws {
    let (report, _) = try await Self.run(
      "--rounds 1 --only exchange,update --weights 1,5000 --workers 3 --quiet")
    #expect(
      report.figures.map(\.kind) == Array(repeating: .exchange, count: 6) + [.update, .update])
    #expect(report.figures.map(\.weights) == [1, 1, 1, 5000, 5000, 5000, 1, 5000])
    for figure in report.figures { try Self.expectSound(figure, rounds: 1) }
    #expect(report.figures[0].workers == 3 && report.figures[6].items == 3)
  }

  @Test("measures the tape alone")
  func tape() async throws {
    let (report, table) = try await Self.run("--rounds 3 --only tape --quiet")
    let figure = try #require(report.figures.first)
    try Self.expectSound(figure, rounds: 3)
    #expect(report.figures.count == 1 && figure.items == 11 && figure.threads == 1)
    #expect(table.contains("Tape alone, 11 records"))
  }

  @Test("measures how long a word takes from core to core")
  func handover() async throws {
    let (report, table) = try await Self.run("--rounds 2 --only handover --quiet")
    let figure = try #require(report.figures.first)
    try Self.expectSound(figure, rounds: 2)
    #expect(report.figures.count == 1 && figure.threads == 2 && figure.breakdown == nil)
    #expect(table.contains("Hand-over of a word from core to core"))
  }

  @Test("measures evaluation and the sweep")
  func evaluationAndSweep() async throws {
    let (report, _) = try await Self.run(
      "--rounds 1 --only sweep,evaluation --batch-sizes 4 --widths 7 --worker-counts 1 --quiet")
    #expect(
      report.figures.map(\.kind) == [
        .evaluation, .evaluation, .sweep, .sweep, .sweep, .sweep, .sweep,
      ])
    #expect(report.figures.map(\.workers) == [0, 2, 0, 2, 0, 2, 1])
    #expect(report.figures[4].hiddenUnits == 7 && report.figures[4].weights == 785 * 7 + 80)
    for figure in report.figures { try Self.expectSound(figure, rounds: 1) }
  }

  #if os(Linux)
    @Test("measures the start of a command, says what it does, and leaves nothing behind")
    func startup() async throws {
      let scratch = try ScratchDirectory()
      let path = scratch.file("bench.json")
      let temporary = try ScratchDirectory()
      let result = try await TandemProcess.run(
        ["bench", "--quick", "--rounds", "1", "--only", "startup", "--report", path],
        environment: ["TMPDIR": temporary.path])
      try #require(result.status == 0, "\(result.errors)")
      #expect(result.errors.contains("round 1/1, 1/2: Start-up"))
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      let report = try JSONDecoder().decode(BenchReport.self, from: data)
      #expect(report.figures.map(\.workers) == [0, 2])
      for figure in report.figures { try Self.expectSound(figure, rounds: 1) }
      #expect(try temporary.names().isEmpty)
    }

    @Test("ends with all it launched on Ctrl-C", arguments: ["exchange", "startup"])
    func interruption(only: String) async throws {
      let temporary = try ScratchDirectory()
      let bench = try TandemProcess(
        ["bench", "--only", only, "--rounds", "1000"],
        environment: ["TMPDIR": temporary.path, "XDG_RUNTIME_DIR": temporary.path])
      let begun = await eventually { bench.errorsSoFar.contains("round 1/1000, 2/") }
      try #require(begun, "\(bench.errorsSoFar)")
      bench.signal(SIGINT)
      let result = try await bench.result()
      #expect(result.status == 130, "\(result.errors)")
      #expect(result.errors.contains("interrupted") && result.output.isEmpty)
      #expect(try temporary.names().isEmpty)
    }
  #endif
}
