import Foundation
import TensorCore
import TestSupport
import Testing

@Suite("A tensor that does not fit stops the program, with words", .blocking)
struct MisuseTests {
  @Test("matrixProduct names both shapes")
  func product() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = matrixProduct(.zeros([2, 3]), .zeros([4, 5]))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        matrixProduct takes shapes [m, k] and [k, n], not [2, 3] and [4, 5]
        """), "\(words.text)")
  }

  @Test("+ names both shapes")
  func plus() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2, 3]) + Tensor.zeros([3, 2])
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        + takes tensors of one shape, or of shapes that broadcast, not [2, 3] and [3, 2]
        """), "\(words.text)")
  }

  @Test("- is not called + times −1")
  func minus() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2]) - Tensor.zeros([3])
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        - takes tensors of one shape, or of shapes that broadcast, not [2] and [3]
        """), "\(words.text)")
  }

  @Test("* names both shapes")
  func times() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2]) * Tensor.zeros([2, 3])
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        * takes tensors of one shape, or of shapes that broadcast, not [2] and [2, 3]
        """), "\(words.text)")
  }

  @Test("mean names the shape")
  func emptyMean() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = mean(Tensor.zeros([0, 3]))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        mean takes at least one element, not a tensor of shape [0, 3]
        """), "\(words.text)")
  }

  @Test("dense names its three shapes")
  func denseShapes() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = dense(.zeros([2, 3]), kernel: .zeros([3, 4]), bias: .zeros([5]))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        dense takes an input [rows, in], a kernel [in, out] and a bias [out], not [2, 3], [3, 4] and [5]
        """), "\(words.text)")
  }

  @Test("softmax names the shape")
  func softmaxShape() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = softmax(.zeros([3, 0]))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        softmax takes a tensor with at least one element along its last axis, not [3, 0]
        """), "\(words.text)")
  }

  @Test("dropout names the rate")
  func dropoutRate() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = dropout(
        .zeros([1, 2]), rate: 1, stream: RandomStream(seed: 1, path: "x"), at: StepAddress())
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a dropout rate lies in 0..<1, not at 1.0
        """), "\(words.text)")
  }

  @Test("dropout names the shape")
  func dropoutShape() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = dropout(
        .zeros([]), rate: 0.5, stream: RandomStream(seed: 1, path: "x"), at: StepAddress())
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        dropout takes examples along the first axis, not a scalar
        """), "\(words.text)")
  }

  @Test("An address names the stage and the phase that it has no bits for")
  func address() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = StepAddress(phase: 1, stage: 1024)
    }
    let words = LastWords(result)
    #expect(
      words.say("an address of stage 1024 in phase 1, where 1,023 and 3 are the last"),
      "\(words.text)")
  }

  @Test("The cross-entropy names both shapes")
  func labelShapes() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = sparseCategoricalCrossEntropy(
        predicted: .zeros([2, 10]), expected: IntegerTensor<UInt8>([1, 2, 3]))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        sparseCategoricalCrossEntropy takes scores [rows, classes] and labels [rows], not [2, 10] and [3]
        """), "\(words.text)")
  }

  @Test("matchCount names the label, its row and the classes")
  func labels() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = matchCount(of: .zeros([2, 4]), with: IntegerTensor<UInt8>([1, 9]))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        matchCount takes labels below the 4 classes of its scores, not 9 in row 1
        """), "\(words.text)")
  }

  @Test("matchCount names a negative label, its row and the classes")
  func negativeLabels() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = matchCount(of: .zeros([2, 4]), with: IntegerTensor<Int32>([-1, 0]))
    }
    let words = LastWords(result)
    #expect(
      words.say("matchCount takes labels below the 4 classes of its scores, not -1 in row 0"),
      "\(words.text)")
  }

  @Test("Values name their shape")
  func values() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor([1, 2, 3], shape: [2, 2])
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        3 values for the shape [2, 2] of 4 elements
        """), "\(words.text)")
  }

  @Test("reshaped names both shapes")
  func reshape() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2, 3]).reshaped(to: [4, 2])
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        can't reshape [2, 3] to [4, 2]: the counts differ
        """), "\(words.text)")
  }

  @Test("scalar names the shape")
  func scalarShape() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2]).scalar
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a tensor of shape [2] is not a scalar
        """), "\(words.text)")
  }

  @Test("A shape names the axis it lacks")
  func axis() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let shape: Shape = [2, 3]
      _ = shape[2]
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        the shape [2, 3] has no axis 2
        """), "\(words.text)")
  }

  @Test("A shape has a length for each axis, not a negative one")
  func negativeAxis() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Shape([2, -3])
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        axis 1 has the negative length -3
        """), "\(words.text)")
  }

  @Test("A shape whose elements can't be counted is no overflow")
  func hugeShape() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([1 << 40, 1 << 40])
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        the shape [1099511627776, 1099511627776] has more than 2⁶⁰ elements
        """), "\(words.text)")
  }

  @Test("Rows name the shape they are taken from")
  func rows() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = IntegerTensor<UInt8>([1, 2, 3]).rows(2..<4)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        rows 2..<4 of a tensor of shape [3]
        """), "\(words.text)")
  }

  @Test("A tape names what it does not follow")
  func tape() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = GradientTape().gradients(of: .zeros([3]), withRespectTo: [])
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        the target of shape [3] is not on this tape: watch it, or what it is made from
        """), "\(words.text)")
  }

  @Test("A layout names the variables that share a name")
  func names() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let shapes: [Shape] = [[1], [2], [3]]
      _ = WeightLayout(
        zip(["a", "b", "a"], shapes).map { Variable(name: $0, shape: $1, initializer: .zeros) })
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        several variables are named a
        """), "\(words.text)")
  }

  @Test("Weights name the variable they lack")
  func variable() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let weights = Weights(initializing: WeightLayout([]), seed: 1)
      _ = weights[0]
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        weights of 0 variables have none at 0
        """), "\(words.text)")
  }

  @Test("A team has a thread")
  func team() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = ThreadTeam(threads: 0)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a team has at least one thread, not 0
        """), "\(words.text)")
  }
}
