import Dispatch
import Learning
import Synchronization
import TensorCore
import TestSupport
import Training

/// ``TinyProgram`` whose steps do not end before a gate is open, as those of a huge batch do not for long.
struct GatedProgram: VariantProgram {
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
  var lossFactor: Float { 1 }

  func trainStep(
    _ batch: Batch, in step: Step, updating metrics: inout Metrics
  ) -> Gradients {
    if !step.isRehearsal { gate.pass() }
    return trainStepOfVariant(batch, in: step, updating: &metrics)
  }

  init() { self.init(gate: Gate()) }

  init(gate: Gate) { self.gate = gate }
}
