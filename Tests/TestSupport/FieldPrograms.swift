import Learning
import TensorCore
import Training

/// A program whose examples have fields of their own, and two dense layers.
package protocol FieldProgram: TrainingProgram where Metrics == TinyProgram.Metrics {
  associatedtype Number: IntegerElement

  /// Two dense layers.
  var model: Sequential { get }

  /// What goes into the model, `[rows, inputs]`, and the class of each row.
  func read(_ batch: Batch, in step: Step) -> (inputs: Tensor, labels: IntegerTensor<Number>)
}

extension FieldProgram {
  package var optimizers: Optimizers { [RMSprop(learningRate: 0.01)] }
  package var metrics: Metrics { Metrics() }

  package func trainStep(
    _ batch: Batch, in step: Step, updating metrics: inout Metrics
  ) -> Gradients {
    let tape = step.tape()
    let (inputs, labels) = read(batch, in: step)
    let predictions = model(inputs, training: true, on: tape)
    return tape.gradients(of: measure(predictions, labels, &metrics))
  }

  package func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics) {
    let (inputs, labels) = read(batch, in: step)
    _ = measure(model(inputs, training: false, in: step), labels, &metrics)
  }

  private func measure(
    _ predictions: Tensor, _ labels: IntegerTensor<Number>, _ metrics: inout Metrics
  ) -> Tensor {
    let losses = sparseCategoricalCrossEntropy(predicted: predictions, expected: labels)
    metrics.loss.updateState(losses)
    metrics.accuracy.updateState(predicted: predictions, expected: labels)
    return losses
  }
}

/// Images of 8×8 pixels of letters that are counted from 1.
package struct LetterProgram: FieldProgram {
  package static let name = "letters"
  package let image = Field.pixels("image", shape: [8, 8, 1])
  package let letter = Field.classes("letter", count: 26, startingAt: 1)
  package let model = Sequential(input: [64]) {
    Dense(20, activation: .relu)
    Dropout(0.25)
    Dense(26, activation: .softmax)
  }
  package var fields: Fields { [image, letter] }

  package init() {}

  package func read(_ batch: Batch, in step: Step) -> (
    inputs: Tensor, labels: IntegerTensor<UInt8>
  ) {
    (batch[image].reshaped(to: [batch.count, 64]), batch[letter])
  }

  package func examples(_ count: Int, seed: UInt64) throws -> ExampleSet {
    var random = RandomStream(seed: seed, path: "letters").sequence()
    let letters = (0..<count).map { _ in UInt8(1 + random.nextWord() % 26) }
    let pixels = letters.flatMap { letter in
      (0..<64).map { UInt8(random.nextWord() % 64 + ($0 == Int(letter) ? 128 : 0)) }
    }
    return try ExampleSet([image.column(pixels), letter.column(letters)])
  }
}

/// Twenty numbers and the name of a class, as a table has them.
package struct TableProgram: FieldProgram {
  package static let name = "table"
  package let inputs = Field.values("inputs", shape: [20])
  package let species = Field.classes("species", count: 3, as: Int32.self)
  package let model = Sequential(input: [20]) {
    Dense(9, activation: .relu)
    Dense(3, activation: .softmax)
  }
  package var fields: Fields { [species, inputs] }

  package init() {}

  package func read(_ batch: Batch, in step: Step) -> (
    inputs: Tensor, labels: IntegerTensor<Int32>
  ) {
    (batch[inputs], batch[species])
  }

  package func data(_ source: DataSource) throws -> Splits {
    let table = try CSVTable(source.path(of: "a table of flowers"))
    let names = table.columnNames.filter { $0 != "species" }
    let examples = try ExampleSet([
      inputs.column(table.floats(names), from: table.path),
      species.column(table.classes("species").labels, from: table.path),
    ])
    return Splits("flowers", training: examples, holdingOut: .lastFraction(0.2)).shuffled()
  }

  /// A table of as many rows.
  package static func table(rows: Int) -> String {
    var random = RandomStream(seed: 4, path: "table").sequence()
    let header = (0..<20).map { "x\($0)" }.joined(separator: ",") + ",species\n"
    return header
      + (0..<rows).map { _ in
        let kind = Int(random.nextWord() % 3)
        let cells = (0..<20).map { column in
          "\(Float(random.nextWord() % 1000) / 500 + (column % 3 == kind ? 1 : 0))"
        }
        return cells.joined(separator: ",") + ",\(["setosa", "virginica", "versicolor"][kind])\n"
      }.joined()
  }
}

/// Nothing but numbers: what an example is is drawn from its address.
package struct NumberProgram: FieldProgram {
  package static let name = "numbers"
  package let model = Sequential(input: [4]) {
    Dense(6, activation: .relu)
    Dense(2, activation: .softmax)
  }
  package let fields: Fields = []

  package init() {}

  package func read(_ batch: Batch, in step: Step) -> (
    inputs: Tensor, labels: IntegerTensor<UInt8>
  ) {
    let stream = RandomStream(seed: step.seed, path: "world")
    let values = batch.exampleNumbers.flatMap { number in
      let words = stream.bits(
        epoch: step.address.epoch, step: step.address.step, example: number)
      return (0..<4).map { Float(words[$0] >> 8) * 0x1p-24 }
    }
    let inputs = Tensor(values, shape: [batch.count, 4])
    return (inputs, IntegerTensor(inputs.argmax(along: 1).values.map { UInt8($0 / 2) }))
  }
}
