import TestSupport
import Testing

@testable import Training

@Suite("The table of a comparison", .computing)
struct ComparisonTableTests {
  /// Two runs of two epochs, the cluster's as changed.
  private static func table(
    identical: Bool, width: Int = 97, change: (inout RunReport) -> Void = { _ in }
  ) -> [String] {
    var single = SampleReports.run(.single, losses: [0.2567, 0.1345])
    var cluster = SampleReports.run(.cluster, losses: [0.2567, 0.1345])
    single.seed = 1
    for index in cluster.epochs.indices {
      cluster.epochs[index].seconds = 1
      cluster.epochs[index].stepMilliseconds.median = 0.614
    }
    change(&cluster)
    let report = ComparisonReport(identical: identical, single: single, cluster: cluster)
    return ComparisonTable.render(report, width: width)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private static func line(_ table: [String], beginning start: String) -> String? {
    table.first { $0.hasPrefix(start) }
  }

  @Test("Two identical runs")
  func identical() {
    let heavy = String(repeating: "━", count: 97)
    let light = String(repeating: "─", count: 97)
    let epoch = """
                sparse_categorical_accuracy                     0.9258               0.9258  identical
                val_loss                                        0.1132               0.1132  identical
                val_sparse_categorical_accuracy                 0.9662               0.9662  identical
                median step                                    0.75 ms              0.61 ms
      """
    let digest = SampleReports.digest
    #expect(
      Self.table(identical: true).joined(separator: "\n") == """
        digit-classifier · mnist, 50000 examples · batch size 32 · 2 shards · seed 1 · avx512
        \(heavy)
                                                          single process              cluster
                                                                1 thread   2 workers over ipc
        \(light)
        Epoch 1   loss                                            0.2567               0.2567  identical
        \(epoch)

        Epoch 2   loss                                            0.1345               0.1345  identical
        \(epoch)
        \(light)
        Test      loss                                            0.1200               0.1200  identical
                  sparse_categorical_accuracy                     0.9641               0.9641  identical
        \(light)
        Weights   single     \(digest)
        SHA-256   cluster    \(digest)  identical
        \(light)
        Time      training, all epochs                            2.50 s               2.00 s
                  speed-up                                                              1.25×

        Mean step compute, mean of the workers                  0.500 ms             0.375 ms
                  reduce and update                             0.062 ms             0.062 ms
                  receive and broadcast                                –             0.375 ms
                  on the way, and other                         0.250 ms             0.406 ms
        \(heavy)
        Identical bit for bit: every step's loss and metrics, the final weights, the slots.
        """)
  }

  @Test("A figure that differs in its last bit is shown with all its digits")
  func lastBit() {
    let table = Self.table(identical: false) { $0.epochs[0].metrics[0].value = 0.2567.nextUp }
    #expect(
      Self.line(table, beginning: "Epoch 1")
        == "Epoch 1   loss                                            0.2567"
        + "  0.25670000000000004  differs")
    #expect(table.last == "The runs differ.")
  }

  @Test("A figure that differs visibly is shown with four places")
  func visible() {
    let table = Self.table(identical: false) { $0.epochs[1].metrics[0].value = 0.2 }
    #expect(
      Self.line(table, beginning: "Epoch 2")
        == "Epoch 2   loss                                            0.1345"
        + "               0.2000  differs")
  }

  @Test("Weights that differ are told by their digests")
  func weights() {
    let other = String(repeating: "0a", count: 32)
    let table = Self.table(identical: false) { $0.weightsSHA256 = other }
    #expect(Self.line(table, beginning: "SHA-256") == "SHA-256   cluster    \(other)  differs")
  }

  @Test("A difference in what the table does not show is told all the same")
  func hiddenDifference() {
    #expect(
      Self.table(identical: false).last == "The runs differ, though not in the figures above.")
  }

  @Test("An epoch or a metric that one run lacks is shown as missing")
  func missing() {
    let table = Self.table(identical: false) { cluster in
      cluster.epochs.removeLast()
      cluster.test[0].name = "auc"
    }
    #expect(
      Self.line(table, beginning: "Epoch 2")
        == "Epoch 2   loss                                            0.1345"
        + "                    –  differs")
    #expect(
      Self.line(table, beginning: "Test")
        == "Test      auc                                                  –"
        + "               0.1200  differs")
  }

  @Test("Losses that are not numbers are alike if their bits are")
  func notANumber() {
    var single = SampleReports.run(.single, losses: [.nan])
    single.epochs[0].stepMilliseconds.median = .nan
    let report = ComparisonReport(
      identical: true, single: single, cluster: SampleReports.run(.cluster, losses: [.nan]))
    let table = ComparisonTable.render(report, width: 97)
    #expect(table.contains("nan                  nan  identical"))
    #expect(table.contains("median step                                          –"))
  }

  @Test("Runs that do not tell where their time went have no rows for it")
  func noBreakdown() {
    var (single, cluster) = (SampleReports.run(.single), SampleReports.run(.cluster))
    (single.breakdown, cluster.breakdown) = (nil, nil)
    let report = ComparisonReport(identical: true, single: single, cluster: cluster)
    #expect(!ComparisonTable.render(report).contains("Mean step"))
  }

  @Test("No line is wider than 100 columns, whatever the names")
  func width() {
    let table = Self.table(identical: true, change: Self.hardNames)
    #expect(table.allSatisfy { DisplayWidth.columns(of: $0) <= 100 })
  }

  private static func hardNames(_ run: inout RunReport) {
    run.epochs[0].metrics[0].value = -1.2345678901234567e-300
    run.epochs[0].metrics[1].name = String(repeating: "損", count: 60)
    run.transport = "tcp"
  }

  @Test("On an ordinary terminal each group has a line of its own")
  func ordinaryTerminal() {
    let heavy = String(repeating: "━", count: 80)
    let light = String(repeating: "─", count: 80)
    let digest = SampleReports.digest
    let epoch = """
        sparse_categorical_accuracy                0.9258           0.9258  identical
        val_loss                                   0.1132           0.1132  identical
        val_sparse_categorical_accuracy            0.9662           0.9662  identical
        median step                               0.75 ms          0.61 ms
      """
    #expect(
      Self.table(identical: true, width: 80).joined(separator: "\n") == """
        digit-classifier · mnist, 50000 examples · batch size 32 · 2 shards · seed 1
        avx512
        \(heavy)
                                             single process          cluster
                                                   1 thread        2 workers
                                                                    over ipc
        \(light)
        Epoch 1
          loss                                       0.2567           0.2567  identical
        \(epoch)

        Epoch 2
          loss                                       0.1345           0.1345  identical
        \(epoch)
        \(light)
        Test
          loss                                       0.1200           0.1200  identical
          sparse_categorical_accuracy                0.9641           0.9641  identical
        \(light)
        Weights SHA-256                                                       identical
          single   \(digest)
          cluster  \(digest)
        \(light)
        Time
          training, all epochs                       2.50 s           2.00 s
          speed-up                                                     1.25×

        Mean step
          compute, mean of the workers             0.500 ms         0.375 ms
          reduce and update                        0.062 ms         0.062 ms
          receive and broadcast                           –         0.375 ms
          on the way, and other                    0.250 ms         0.406 ms
        \(heavy)
        Identical bit for bit: every step's loss and metrics, the final weights, the
        slots.
        """)
  }

  @Test("On a narrow terminal names stand above their figures, and digests take several lines")
  func narrowTerminal() {
    let table = Self.table(identical: true, width: 60)
    #expect(table.contains("                               single    cluster"))
    let name = table.firstIndex(of: "  val_sparse_categorical_accuracy")
    #expect(
      name.map { table[$0 + 1] } == "                               0.9662     0.9662  identical")
    let digest = SampleReports.digest
    #expect(table.contains("  single   " + digest.prefix(32)))
    #expect(table.contains("           " + digest.suffix(32)))
  }

  @Test("A terminal of any width from 44 columns holds every line, and all that is told")
  func everyWidth() {
    for width in 44...140 {
      for hard in [false, true] {
        let table = Self.table(identical: true, width: width) { if hard { Self.hardNames(&$0) } }
        let most = table.map { DisplayWidth.columns(of: $0) }.max() ?? 0
        // Two figures of 17 digits are wider than the columns of a wide table.
        #expect(most <= width || hard && width >= 97 && most <= 100, "\(width)")
        #expect(table.filter { $0.contains("identical") }.count == 11 + (hard ? -2 : 0) || hard)
        #expect(most > min(width, 97) - 1)
      }
    }
  }
}
