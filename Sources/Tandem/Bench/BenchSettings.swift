/// How much a bench measures.
struct BenchSettings {
  /// How often everything is measured.
  var rounds: Int
  /// Whether each measurement is cut short.
  var quick: Bool
  /// The workers of everything but the sweep over their number.
  var workers: Int
  /// The numbers of weights to exchange and to update.
  var weights: [Int]
  /// The batch sizes of the steps.
  var stepBatchSizes: [Int]
  /// The batch sizes of the sweep.
  var sweepBatchSizes: [Int]
  /// The model widths of the sweep.
  var widths: [Int]
  /// The numbers of workers of the sweep.
  var workerCounts: [Int]

  /// The steps of an epoch, so that larger ones do not take for ever.
  func steps(forWork work: Int, typically typical: Int) -> Int {
    quick ? 10 : min(200, max(20, 200 * typical / work))
  }

  /// The examples of an evaluation.
  var evaluatedExamples: Int { quick ? 1_000 : 10_000 }
}
