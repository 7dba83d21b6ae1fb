import Diagnostics
import TensorCore

/// What a tape costs beside the mathematics: as many records as the digits' step has, of single
/// numbers, whose pullbacks hand on what they get.
struct TapeBench {
  /// Two kernels and two biases.
  static let variables = 4
  /// Two dense layers, dropout, softmax, the cross-entropy, its sum and its mean.
  static let operators = 7
  let steps: Int

  /// Measures the mean of some steps.
  func run() throws -> BenchSample {
    // Once more than counts, for the first has everything to fetch.
    _ = step()
    let start = ContinuousClock.now
    for index in 0..<steps {
      if index.isMultiple(of: 1024), Interruption.isWanted { throw BenchError.interrupted }
      require(step() == 1, "a chain of pullbacks changed what it handed on")
    }
    return BenchSample(
      milliseconds: (ContinuousClock.now - start) / .milliseconds(1) / Double(steps))
  }

  /// Records, and goes back; returns the gradient of the first variable.
  private func step() -> Float {
    let tape = GradientTape()
    let one = Tensor(1)
    let variables = (0..<Self.variables).map { _ in tape.watch(one) }
    var result = one
    for index in 0..<Self.operators {
      let operands = [result, variables[min(index, variables.count - 1)]]
      let places = operands.map(\.operand)
      result = one.recorded(from: operands) { gradient, sink in
        for place in places { sink.contribute(gradient, to: place) }
      }
    }
    return tape.gradients(of: result, withRespectTo: variables)[0].scalar
  }
}
