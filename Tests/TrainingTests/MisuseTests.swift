import Foundation
import Learning
import Sharding
import TensorCore
import TestSupport
import Testing
import Training

@Suite("A program that is put together wrongly stops, with words", .blocking)
struct MisuseTests {
  @Test("A batch that is asked for a field it does not have names both")
  func batch() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let examples = RandomExamples.make(2, inputs: 12, classes: 3, seed: 1)
      _ = examples.batch()[Field.values("image", shape: [12], in: nil)]
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a batch was asked for the field image: float32[12], and has: \
        image: uint8[12] scaled to 0...1, label: uint8[] in 0...2. Name it in the program's fields
        """), "\(words.text)")
  }

  @Test("A loss that is reduced already is told so")
  func loss() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let model = Sequential { Dense(2) }
      _ = LayerTree.declaring { step in
        let tape = step.tape()
        _ = tape.gradients(of: mean(model(.zeros([4, 3]), training: true, on: tape)))
      }
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        the losses are a single number: hand over one for each example, not reduced, since the mean of a shard is not that of the batch
        """), "\(words.text)")
  }

  @Test("The shape of a job names the value and its limits")
  func shape() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = JobShape(batchSize: 0, shards: 1, trainingExamples: 1)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        the batch size must be 1 to 1099511627776, not 0
        """), "\(words.text)")
  }

  @Test("A tensor of a weights file names its values and its shape")
  func tensor() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = NamedTensor(name: "kernel", shape: [2, 2], values: [1, 2, 3])
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        tensor kernel has 3 values for the shape [2, 2]
        """), "\(words.text)")
  }
}
