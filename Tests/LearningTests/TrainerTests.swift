import Learning
import TensorCore
import TestSupport
import Testing

@Suite("A loop of one's own", .computing)
struct TrainerTests {
  private static let input = Tensor.random([32, 4], seed: 1)
  // What is learned: whether the first number is the larger one of two.
  private static let labels = IntegerTensor<UInt8>(
    (0..<32).map { input.values[4 * $0] > input.values[4 * $0 + 1] ? 1 : 0 })

  private static func train(
    _ model: Sequential, epochs: Int, threads: Int = 1
  ) -> (trainer: Trainer, losses: [Float]) {
    let trainer = Trainer(
      model, input: [4], optimizer: RMSprop(learningRate: 0.01), threads: threads)
    var losses: [Float] = []
    for _ in 0..<epochs {
      let tape = trainer.tape()
      let predictions = model(input, training: true, on: tape)
      let loss = SparseCategoricalCrossentropy()(predicted: predictions, expected: labels)
      losses.append(mean(loss).scalar)
      trainer.apply(tape.gradients(of: loss, for: model.trainableVariables))
      trainer.nextEpoch()
    }
    return (trainer, losses)
  }

  @Test("learns, with the same bits on any number of threads")
  func learns() {
    let model = Sequential {
      Dense(16, activation: .relu)
      Dropout(0.1)
      Dense(2, activation: .softmax)
    }
    let (trainer, losses) = Self.train(model, epochs: 60)
    #expect(losses.suffix(5).max()! < 0.5 * losses[0])
    let other = Self.train(model, epochs: 60, threads: 3)
    #expect(other.trainer.weights.values.isIdentical(to: trainer.weights.values))
    var accuracy = SparseCategoricalAccuracy()
    accuracy.updateState(
      predicted: trainer.predict(Self.input, by: model), expected: Self.labels)
    #expect(accuracy.result > 0.9)
    #expect((trainer.epoch, trainer.stepNumber, trainer.optimizer.stepCounts) == (60, 0, [60]))
  }

  @Test("takes over what layers assign and count")
  func state() {
    let model = Sequential {
      Tally()
      BatchNormalization()
      Dense(2, activation: .softmax)
    }
    let trainer = Self.train(model, epochs: 3).trainer
    #expect(trainer.weights.counters == [3, 96])
    let layout = trainer.layers.layout
    let last = layout.variables.firstIndex { $0.name == "tally/last" }!
    #expect(trainer.weights[last].values == [32])
    let mean = layout.variables.firstIndex { $0.name == "batch_normalization/moving_mean" }!
    #expect(trainer.weights[mean].values.allSatisfy { $0 != 0 })
  }

  @Test("embeds whole numbers, and learns their rows")
  func embedding() {
    let table = Embedding(3, width: 2)
    let layers = LayerTree.declaring { step in
      let tape = step.tape()
      _ = tape.gradients(of: table(IntegerTensor<Int32>([0, 1]), training: true, on: tape))
    }
    let trainer = Trainer(layers, optimizer: SGD(learningRate: 1))
    let before = trainer.weights[0].values
    let tape = trainer.tape()
    let rows = table(IntegerTensor<Int32>([2, 0, 2]), training: true, on: tape)
    #expect(rows.shape == [3, 2] && Array(rows.values[..<2]) == Array(before[4...]))
    trainer.apply(tape.gradients(of: rows, reduction: .sum))
    let change = zip(before, trainer.weights[0].values).map { $0 - $1 }
    for (one, other) in zip(change, [1, 1, 0, 0, 2, 2] as [Float]) {
      #expect(abs(one - other) < 1e-6)
    }
  }
}
