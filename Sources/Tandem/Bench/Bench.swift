import Diagnostics
import TensorCore
import Training

/// Measures cases in several rounds, one case after the other in each round, so that what the machine
/// does besides strikes all alike.
struct Bench {
  let cases: [BenchCase]
  let settings: BenchSettings
  let machine: BenchMachine
  /// Whether to say nothing on the way.
  let quiet: Bool

  /// Measures everything.
  func run() throws -> BenchReport {
    var samples = cases.map { _ in [BenchSample]() }
    for round in 1...settings.rounds {
      for (index, one) in cases.enumerated() {
        if Interruption.isWanted { throw BenchError.interrupted }
        if !quiet {
          Messages.standard.note(
            "round \(round)/\(settings.rounds), \(index + 1)/\(cases.count): "
              + "\(one.figure.title), \(one.figure.place)")
        }
        samples[index].append(try one.measure())
      }
    }
    var report = BenchReport(
      version: TandemVersion.current, oneDNN: OneDNN.version, isa: machine.instructionSet.rawValue,
      cores: Processors.available, rounds: settings.rounds, quick: settings.quick)
    report.figures = zip(cases, samples).map { $0.figure(of: $1) }
    return report
  }
}
