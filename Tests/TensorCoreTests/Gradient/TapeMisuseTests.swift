import Foundation
import TensorCore
import TestSupport
import Testing

@Suite("A tape that can't answer stops the program, with words", .blocking)
struct TapeMisuseTests {
  @Test("Two tapes, neither inside the other, do not meet in an operator")
  func strangers() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let (one, other) = (GradientTape(), GradientTape())
      _ = one.watch(Tensor([1])) * other.watch(Tensor([2]))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        the operands of an operator are watched by two tapes, neither of which is inside the other: \
        make the second one by GradientTape(inside: first), or detach a tensor from the first
        """), "\(words.text)")
  }

  @Test("Two tapes inside one do not meet either")
  func siblings() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let outer = GradientTape()
      let (one, other) = (GradientTape(inside: outer), GradientTape(inside: outer))
      _ = one.watch(Tensor([1])) + other.watch(outer.watch(Tensor([2])))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        the operands of an operator are watched by two tapes, neither of which is inside the other: \
        make the second one by GradientTape(inside: first), or detach a tensor from the first
        """), "\(words.text)")
  }

  @Test("A tape does not watch what a stranger follows")
  func watched() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = GradientTape().watch(GradientTape().watch(Tensor([1, 2])))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        watch takes a tensor of shape [2] from another tape, which this one is not inside of: \
        make it by GradientTape(inside: other), or watch the detached tensor
        """), "\(words.text)")
  }

  @Test("A source without a gradient is named by its label")
  func label() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let tape = GradientTape()
      let kernel = tape.watch(.zeros([2, 3]), named: "dense/kernel")
      let x = tape.watch(Tensor([1]))
      _ = tape.gradients(of: x * x, withRespectTo: [x, kernel])
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        dense/kernel[2, 3] has no gradient: the target of shape [1] does not depend on it. \
        If that is meant, ask for unconnected: .zero
        """), "\(words.text)")
  }

  @Test("A source without a gradient and a label is named by its shape")
  func shape() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let tape = GradientTape()
      let (x, y) = (tape.watch(Tensor([1])), tape.watch(Tensor([1, 2, 3])))
      _ = tape.gradients(of: [x * x, x + 1], withRespectTo: [y])
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a source of shape [3] has no gradient: the 2 targets do not depend on it. \
        If that is meant, ask for unconnected: .zero
        """), "\(words.text)")
  }
}
