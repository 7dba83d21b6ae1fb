import Foundation
import TestSupport
import Testing

@testable import Training

@Suite("The figures of a bench", .computing)
struct BenchTableTests {
  private static func report() -> BenchReport {
    var report = BenchReport(
      version: "0.1.0", oneDNN: "2.6.3", isa: "avx512", cores: 2, rounds: 3, quick: false)
    var single = BenchFigure(kind: .step, threads: 2, weights: 407_050)
    (single.batchSize, single.hiddenUnits) = (32, 512)
    single.milliseconds = BenchFigure.Spread(of: [0.5, 0.25, 12.5])
    single.breakdown = SampleReports.single
    var cluster = single
    (cluster.workers, cluster.transport, cluster.threads) = (2, "tcp", 1)
    cluster.milliseconds = BenchFigure.Spread(of: [1, 2])
    cluster.breakdown = SampleReports.cluster
    var update = BenchFigure(kind: .update, threads: 1, weights: 5)
    update.items = 2
    update.milliseconds = BenchFigure.Spread(of: [1234.5])
    report.figures = [single, cluster, update]
    return report
  }

  @Test("have a table of medians, spreads and parts of a step")
  func table() {
    let (heavy, light) = (String(repeating: "━", count: 97), String(repeating: "─", count: 97))
    #expect(
      BenchTable.render(Self.report(), width: 97) == """
        tandem 0.1.0 · oneDNN 2.6.3 · avx512 · 2 cores · 3 rounds
        \(heavy)
                                 threads     median         min … max  compute   update  message    other
                                                 ms                ms  ms/step  ms/step  ms/step  ms/step
        \(light)
        Step, batch size 32, 784-512-10
          single process               2      0.500     0.250 … 12.50    0.500    0.062        –    0.250
          2 workers over tcp       2 × 1      1.500     1.000 … 2.000    0.375    0.062    0.375    0.406
        \(light)
        Reduce and update, 5 weights, gradients of 2 nodes
          single process               1       1234       1234 … 1234
        \(heavy)
        Random examples with half of their columns empty, as digits have. compute: mean of the workers.
        message: the coordinator reads and sends. other: the rest of a mean step, most of it on the way.
        """)
  }

  @Test("take one line each on an ordinary terminal")
  func ordinaryTerminal() {
    let lines = BenchTable.render(Self.report(), width: 80).split(separator: "\n")
    #expect(
      lines.contains(
        "  2 workers over tcp  2 × 1   1.500   1.000 … 2.000   0.375  0.062   0.375 0.406"),
      "\(lines.joined(separator: "\n"))")
  }

  @Test("fit a terminal of any width from 52 columns", arguments: 52...140)
  func width(_ width: Int) {
    let lines = BenchTable.render(Self.report(), width: width).split(separator: "\n")
    #expect(lines.allSatisfy { DisplayWidth.columns(of: $0) <= width })
  }

  @Test("have a median between the middle two of an even number of rounds")
  func spread() {
    let spread = BenchFigure.Spread(of: [4, 1, 3, 2])
    #expect((spread.median, spread.min, spread.max) == (2.5, 1, 4))
    #expect(spread.rounds == [4, 1, 3, 2])
  }

  @Test("are read back from JSON as they were")
  func roundTrip() throws {
    let text = ReportFile.text(of: Self.report())
    #expect(try JSONDecoder().decode(BenchReport.self, from: Data(text.utf8)) == Self.report())
  }
}
