import ArgumentParser
import Programs
import Training

/// A program that only bench runs, as the hidden option of its workers names it.
enum BenchProgram: Sendable, Hashable {
  /// The digit classifier with a hidden layer of some width.
  case digits(hiddenUnits: Int)
  /// So many weights and nothing to compute.
  case exchange(weights: Int)

  /// The program, made.
  func make() -> any TrainingProgram {
    switch self {
    case .digits(let hiddenUnits): DigitClassifier(hiddenUnits: hiddenUnits)
    case .exchange(let weights): ExchangeProgram(weights: weights)
    }
  }

  /// How many weights it has.
  var weightCount: Int {
    switch self {
    // A kernel and a bias for each of the two layers.
    case .digits(let hiddenUnits): (784 + 1) * hiddenUnits + (hiddenUnits + 1) * 10
    case .exchange(let weights): weights
    }
  }
}

extension BenchProgram: ExpressibleByArgument {
  /// Reads `digits:512` or `exchange:407050`.
  init?(argument: String) {
    let parts = argument.split(separator: ":")
    guard parts.count == 2, let number = Int(parts[1]), number >= 1 else { return nil }
    switch parts[0] {
    case "digits": self = .digits(hiddenUnits: number)
    case "exchange": self = .exchange(weights: number)
    default: return nil
    }
  }

  /// As ``init(argument:)`` reads it.
  var argument: String {
    switch self {
    case .digits(let hiddenUnits): "digits:\(hiddenUnits)"
    case .exchange(let weights): "exchange:\(weights)"
    }
  }
}
