import Datasets
import Foundation
import Learning
import Programs
import TensorCore
import TestSupport
import Testing
import Training

@Suite("The digit classifier", .computing)
struct DigitClassifierTests {
  @Test("is the book's network, with RMSprop and two metrics")
  func network() throws {
    let program = DigitClassifier()
    #expect(DigitClassifier.name == "digits")
    #expect(
      "\(program.fields)" == "image: uint8[784] scaled to 0...1, label: uint8[] in 0...9")
    let layers = program.declareLayers()
    #expect(layers.layout.weightCount == 407_050)
    #expect(layers.summary.rows.map(\.path) == ["", "dense", "dropout", "dense_1"])
    #expect(layers.summary.rows[0].outputShape == [10])
    #expect(program.metrics.names == ["loss", "sparse_categorical_accuracy"])
    #expect(
      "\(try #require(program.optimizers.all.first as? RMSprop))" == "\(RMSprop())",
      "with its defaults")
  }

  @Test("learns the synthetic digits, without MNIST")
  func synthetic() throws {
    let examples = RandomExamples.make(600, inputs: 784, classes: 10, seed: 1)
    let splits = ExampleSplits(
      training: examples, validation: examples[0..<100],
      test: RandomExamples.make(200, inputs: 784, classes: 10, seed: 2))
    let session = try SingleProcessLoop(
      DigitClassifier(), configuration: JobConfiguration(epochs: 2, seed: 1), examples: splits,
      team: ThreadTeam(threads: 2)
    ).run()
    #expect(session.record.test[1].value > 0.95)
  }
}
