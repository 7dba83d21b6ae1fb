import Learning
import TensorCore
import Training

/// ``TinyProgram`` with a loop and callbacks of its own.
package struct LoopProgram: TrainingProgram {
  package static let name = "loop"

  private let base: TinyProgram
  private let loop: @Sendable (TrainingLoop) throws -> Void
  private let makeCallbacks: @Sendable () -> [any Callback]
  package let optimizers: Optimizers

  package init() { self.init(loop: { try $0.fit() }) }

  package init(
    optimizer: any Optimizer = RMSprop(learningRate: 0.01),
    callbacks: @autoclosure @escaping @Sendable () -> [any Callback] = [],
    loop: @escaping @Sendable (TrainingLoop) throws -> Void = { try $0.fit() }
  ) {
    base = TinyProgram()
    optimizers = Optimizers(optimizer)
    makeCallbacks = callbacks
    self.loop = loop
  }

  package var fields: Fields { base.fields }
  package var metrics: TinyProgram.Metrics { base.metrics }
  package var callbacks: [any Callback] { makeCallbacks() }

  package func run(_ loop: TrainingLoop) throws { try self.loop(loop) }

  package func trainStep(
    _ batch: Batch, in step: Step, updating metrics: inout TinyProgram.Metrics
  ) -> Gradients {
    base.trainStep(batch, in: step, updating: &metrics)
  }

  package func testStep(
    _ batch: Batch, in step: Step, updating metrics: inout TinyProgram.Metrics
  ) {
    base.testStep(batch, in: step, updating: &metrics)
  }
}
