import Foundation
import Learning
import TensorCore
import TestSupport
import Testing

@Suite("A loss of what does not fit stops the program, with words", .blocking)
struct LossMisuseTests {
  @Test("It names the loss and both shapes")
  func shapes() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = MeanSquaredError()(predicted: .zeros([4, 3]), expected: .zeros([4]))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        the loss mean_squared_error takes two tensors of one shape with the examples along the first \
        axis, not predictions of [4, 3] and [4] expected
        """), "\(words.text)")
  }

  @Test("A categorical one names classes that are not as many")
  func classes() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = CategoricalCrossentropy()(predicted: .zeros([4, 3]), expected: .zeros([4, 2]))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        the loss categorical_crossentropy takes two tensors [rows, …, classes] of one shape, not \
        predictions of [4, 3] and [4, 2] expected
        """), "\(words.text)")
  }

  @Test("It names sample weights that are for other examples")
  func weights() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Huber()(predicted: .zeros([4, 3]), expected: .zeros([4, 3]), sampleWeights: .zeros([3]))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        the loss huber_loss takes a sample weight for each example or each loss of shape [4], not \
        weights of shape [3]
        """), "\(words.text)")
  }

  @Test("It names a smoothing that is no share, and a delta that is none")
  func options() async {
    let smoothing = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = BinaryCrossentropy(labelSmoothing: 1.5)
    }
    #expect(
      LastWords(smoothing).say("BinaryCrossentropy's labelSmoothing lies in 0...1, not at 1.5"))
    let delta = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Huber(delta: 0)
    }
    #expect(LastWords(delta).say("Huber's delta is positive and finite, not 0.0"))
  }
}
