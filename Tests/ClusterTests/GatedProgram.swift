import Dispatch
import Learning
import Synchronization
import TensorCore
import TestSupport
import Training

/// ``TinyProgram`` whose steps do not end before a gate is open, as those of a huge batch do not for long.
struct GatedProgram: TinyClassifier {
  /// Opened once, for all.
  final class Gate: Sendable {
    let reached = Flag()
    private let opened = DispatchSemaphore(value: 0)

    func pass() {
      reached.raise()
      opened.wait()
      opened.signal()
    }

    func open() { opened.signal() }
  }

  static let name = TinyProgram.name
  let model = TinyProgram().model
  let gate: Gate
  let optimizers: Optimizers = [RMSprop()]

  func gradients(of losses: Tensor, for batch: Batch, on tape: StepTape) -> Gradients {
    if !tape.step.isRehearsal { gate.pass() }
    return tape.gradients(of: losses)
  }

  func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics) {}

  init() { self.init(gate: Gate()) }

  init(gate: Gate) { self.gate = gate }
}
