import Learning
import TensorCore
import TestSupport
import Training

/// ``TinyProgram`` under another name.
struct OtherProgram: VariantProgram {
  static let name = "other"
  let model = TinyProgram().model
  var lossFactor: Float { 1 }
}

/// ``TinyProgram`` with a wider layer, under its name.
struct WideProgram: VariantProgram {
  static let name = TinyProgram.name
  let model = Sequential(input: [12]) {
    Dense(9, activation: .relu)
    Dense(3, activation: .softmax)
  }
  var lossFactor: Float { 1 }
}

/// A program whose loss is beyond Float32.
struct OverflowingProgram: VariantProgram {
  static let name = "overflowing"
  let model = TinyProgram().model
  var lossFactor: Float { .infinity }
}

/// A classifier that differs from ``TinyProgram`` in one thing or another.
protocol VariantProgram: TinyClassifier {
  var lossFactor: Float { get }
}

extension VariantProgram {
  var optimizers: Optimizers { [RMSprop()] }

  func gradients(of losses: Tensor, for batch: Batch, on tape: StepTape) -> Gradients {
    tape.gradients(of: losses * lossFactor)
  }

  func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics) {}
}
