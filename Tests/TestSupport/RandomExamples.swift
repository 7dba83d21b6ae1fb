import TensorCore
import Training

/// Made-up examples whose classes can be learned: the class brightens a third of the inputs.
public enum RandomExamples {
  /// A set of examples.
  public static func make(
    _ count: Int, inputs: Int, classes: Int, seed: UInt64
  ) -> ExampleSet {
    var random = RandomStream(seed: seed, path: "examples").sequence()
    var bytes: [UInt8] = []
    var labels: [UInt8] = []
    for _ in 0..<count {
      let label = Int(random.nextWord()) % classes
      labels.append(UInt8(label))
      for input in 0..<inputs {
        let noise = random.nextWord() % 96
        bytes.append(UInt8(noise + (input * classes / inputs == label ? 128 : 0)))
      }
    }
    return ExampleSet(
      fields: [
        Field.pixels("image", shape: Shape(count: inputs)), Field.classes("label", count: classes),
      ], count: count,
      columns: [
        IntegerTensor(bytes, shape: Shape(rows: count, columns: inputs)),
        IntegerTensor(labels, shape: Shape(rows: count, columns: 1)),
      ])
  }

  /// Splits for ``TinyProgram``.
  public static func splits(training: Int, validation: Int, test: Int) -> ExampleSplits {
    ExampleSplits(
      training: make(training, inputs: 12, classes: 3, seed: 1),
      validation: make(validation, inputs: 12, classes: 3, seed: 2),
      test: make(test, inputs: 12, classes: 3, seed: 3))
  }
}
