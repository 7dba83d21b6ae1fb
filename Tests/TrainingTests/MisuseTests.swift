import Foundation
import Learning
import Sharding
import TensorCore
import TestSupport
import Testing
import Training

@Suite("A program that is put together wrongly stops, with words", .blocking)
struct MisuseTests {
  @Test("A batch names its labels and the shape of its inputs")
  func batch() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Batch(inputs: .zeros([2, 3]), labels: IntegerTensor<UInt8>([1]))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a batch has a label for each example, not 1 for inputs of shape [2, 3]
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
