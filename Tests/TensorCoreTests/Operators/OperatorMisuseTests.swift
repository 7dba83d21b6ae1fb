import Foundation
import TensorCore
import TestSupport
import Testing

/// A misuse of an operator, and what the program has to say when it stops.
private func expectStop(
  _ message: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ result: ExitTest.Result?
) {
  let words = LastWords(result)
  #expect(words.say(message), "\(words.text)", sourceLocation: sourceLocation)
}

@Suite("An operator on what does not fit stops the program, with words", .blocking)
struct OperatorMisuseTests {
  @Test("Division names both shapes")
  func quotient() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2, 3]) / Tensor.zeros([2])
    }
    expectStop(
      "/ takes tensors of one shape, or of shapes that broadcast, not [2, 3] and [2]", result)
  }

  @Test("maximum names both shapes")
  func maximumShapes() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = maximum(.zeros([4]), .zeros([3]))
    }
    expectStop(
      "maximum takes tensors of one shape, or of shapes that broadcast, not [4] and [3]", result)
  }

  @Test("A comparison names both shapes")
  func comparison() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([4]) .> Tensor.zeros([3])
    }
    expectStop(
      ".> takes tensors of one shape, or of shapes that broadcast, not [4] and [3]", result)
  }

  @Test("select names its three shapes")
  func selection() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = select(.zeros([2]), where: .zeros([3]), otherwise: .zeros([1]))
    }
    expectStop(
      """
      select(_:where:otherwise:) takes tensors of one shape, or of shapes that broadcast, \
      not [3] and [2] and [1]
      """, result)
  }

  @Test("broadcast names both shapes")
  func broadcast() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2, 3]).broadcast(to: [3])
    }
    expectStop("broadcast(to:) can't make [3] of [2, 3]", result)
  }

  @Test("pow names the exponent")
  func power() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = pow(.zeros([1]), .infinity)
    }
    expectStop("pow takes a finite exponent, not inf", result)
  }

  @Test("elu names its alpha")
  func exponentialUnit() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = elu(.zeros([1]), alpha: 0)
    }
    expectStop("elu takes an alpha above 0, not 0.0", result)
  }

  @Test("A reduction names the axis and the shape")
  func axis() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2, 3]).sum(along: -3)
    }
    expectStop("sum along axis -3 takes a tensor that has it, not one of shape [2, 3]", result)
  }

  @Test("A reduction takes an axis once")
  func axisTwice() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2, 3]).mean(along: [1, -1])
    }
    expectStop("mean takes each axis once, not [1, -1] of [2, 3]", result)
  }

  @Test("A maximum of nothing names the shape")
  func emptyMaximum() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2, 0]).max(along: 1)
    }
    expectStop("max along [1] takes at least one element, not [2, 0]", result)
  }

  @Test("A mean of nothing names the shape")
  func emptyMean() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([0, 2]).mean(along: 0)
    }
    expectStop("mean along [0] takes at least one element, not shape [0, 2]", result)
  }

  @Test("argmax of nothing names the shape")
  func emptyArgmax() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2, 0]).argmax(along: 1)
    }
    expectStop("argmax along axis 1 takes at least one element, not [2, 0]", result)
  }

  @Test("concatenate names both shapes")
  func concatenation() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = concatenate([.zeros([2, 3]), .zeros([2, 4])], along: 0)
    }
    expectStop(
      """
      concatenate along axis 0 takes tensors of the same lengths along all others, \
      not [2, 3] and [2, 4]
      """, result)
  }

  @Test("split names the count and the shape")
  func split() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2, 3]).split(into: 2, along: 1)
    }
    expectStop("split(into: 2) along axis 1 takes a length it divides, not shape [2, 3]", result)
  }

  @Test("slice names the range and the shape")
  func slice() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2, 3]).slice(1..<4, along: 1)
    }
    expectStop("slice(1..<4, along: 1) of a tensor of shape [2, 3]", result)
  }

  @Test("gatheringRows names the index, its position and the rows")
  func gather() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2, 3]).gatheringRows([0, 2])
    }
    expectStop("gatheringRows takes indices below the 2 rows, not 2 at position 1", result)
  }

  @Test("permuted names the axes and the shape")
  func permutation() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2, 3]).permuted(to: [0, 0])
    }
    expectStop(
      "permuted(to: [0, 0]) takes each axis of the tensor once, whose shape is [2, 3]", result)
  }

  @Test("A batched product names both shapes")
  func batch() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = matrixProduct(.zeros([2, 3, 4]), .zeros([3, 4, 5]))
    }
    expectStop(
      """
      matrixProduct of [2, 3, 4] and [3, 4, 5] takes tensors of one shape, or of shapes that \
      broadcast, not [2] and [3]
      """, result)
  }

  @Test("A product with a transposed operand says which")
  func transposedProduct() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = matrixProduct(.zeros([2, 3]), .zeros([3, 4]), transposingLeft: true)
    }
    expectStop("matrixProduct takes shapes [k, m] and [k, n], not [2, 3] and [3, 4]", result)
  }

  @Test("Layer normalization names its three shapes")
  func layerNormalizationShapes() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = layerNormalization(.zeros([2, 3]), scale: .zeros([2]), offset: .zeros([3]), epsilon: 1)
    }
    expectStop(
      """
      layerNormalization takes an input […, channels], a scale and an offset [channels], \
      not [2, 3], [2] and [3]
      """, result)
  }

  @Test("A binary cross-entropy names both shapes")
  func binaryCrossEntropyShapes() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = binaryCrossEntropy(predicted: .zeros([4, 1]), expected: .zeros([4]))
    }
    expectStop(
      """
      binaryCrossEntropy takes two tensors of one shape, not predictions of [4, 1] and \
      [4] expected
      """, result)
  }

  @Test("A categorical cross-entropy names both shapes")
  func categoricalCrossEntropyShapes() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = categoricalCrossEntropy(logits: .zeros([4, 3]), expected: .zeros([4, 2]))
    }
    expectStop(
      """
      categoricalCrossEntropy takes two tensors […, classes] of one shape, not predictions of \
      [4, 3] and [4, 2] expected
      """, result)
  }

  @Test("Normal numbers name a deviation that is none")
  func deviation() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = randomNormal(
        shape: [2, 3], deviation: -1, from: RandomStream(seed: 1, path: ""), at: StepAddress())
    }
    expectStop(
      """
      randomNormal takes a finite mean and a deviation that is not negative, \
      not 0.0 and -1.0
      """, result)
  }

  @Test("Uniform numbers want examples")
  func uniformScalar() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = randomUniform(shape: [], from: RandomStream(seed: 1, path: ""), at: StepAddress())
    }
    expectStop("randomUniform draws for examples along the first axis, not a scalar", result)
  }
}
