import Foundation
import TensorCore
import TestSupport
import Testing

// What stands here uses nothing of TensorCore but what is public, as a package of a user's would.

/// x³, written in place forwards and backwards, and by operators where another tape follows.
private func cube(_ x: Tensor) -> Tensor {
  let y = Tensor(shape: x.shape) { elements in
    x.withElements { x in
      for index in x.indices { elements[index] = x[index] * x[index] * x[index] }
    }
  }
  return y.recorded(from: [x]) { tape in
    let (operand, x) = (tape.operand(x), tape.value(of: x))
    return { gradient, sink in
      if sink.isFollowed {
        sink.contribute(gradient * square(x) * 3, to: operand)
        return
      }
      sink.contribute(to: operand, shape: x.shape) { place, accumulate in
        x.withElements { x in
          gradient.withElements { gradient in
            for index in x.indices {
              let slope = gradient[index] * (x[index] * x[index] * 3)
              place[index] = accumulate ? place[index] + slope : slope
            }
          }
        }
      }
    }
  }
}

/// The same for one tape.
private func simpleCube(_ x: Tensor) -> Tensor {
  let operand = x.operand
  return (x.detached * x.detached * x.detached).recorded(from: [x]) {
    [x = x.detached] gradient, sink in
    sink.contribute(gradient * x * x * 3, to: operand)
  }
}

@Suite("An operator of a user's own")
struct CustomOperatorTests {
  @Test("gives its gradient, once and several times over", .computing)
  func gradient() {
    let tape = GradientTape()
    let x = tape.watch(Tensor([1, -2, 3]))
    #expect(tape.gradient(of: cube(x), withRespectTo: x).values == [3, 12, 27])
    #expect(tape.gradient(of: cube(x) + cube(x) + x, withRespectTo: x).values == [7, 25, 55])
    #expect(tape.gradient(of: simpleCube(x), withRespectTo: x).values == [3, 12, 27])
  }

  @Test("gives the gradient of its gradient", .computing)
  func second() {
    for shape: Shape in [[], [7], [2, 3]] {
      let check = GradientCheck(at: [.random(shape, seed: 1)]) { cube($0[0]) }
      #expect(check.worstError() < 1e-3)
      #expect(check.ofGradient.worstError() < 1e-3)
    }
  }

  @Test("writes its gradient where it belongs, without a copy", .computing)
  func inPlace() {
    let tape = GradientTape()
    let x = tape.watch(Tensor([1, 2]))
    let places = Tensor([0]).recorded(from: [x]) { tape in
      let operand = tape.operand(x)
      return { _, sink in
        for round in 0..<3 {
          sink.contribute(to: operand, shape: [2]) { place, accumulate in
            #expect(accumulate == (round > 0) && place.count == 2)
            for index in place.indices {
              place[index] = (accumulate ? place[index] : 0) + Float(round + 1)
            }
          }
        }
      }
    }
    #expect(tape.gradient(of: places, withRespectTo: x).values == [6, 6])
  }

  @Test("stops the program if it is for one tape and meets two", .blocking)
  func oneTape() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let outer = GradientTape()
      let x = GradientTape(inside: outer).watch(outer.watch(Tensor([2])))
      _ = simpleCube(x)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        an operator whose pullback is for one tape met operands on 2: make a pullback for each Recording
        """), "\(words.text)")
  }

  @Test("stops the program if it is for one tape and its gradient is followed", .blocking)
  func followedGradient() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let outer = GradientTape()
      let w = outer.watch(Tensor([3]))
      let inner = GradientTape(inside: outer)
      let x = inner.watch(Tensor([2]))
      _ = inner.gradient(of: simpleCube(x) * w, withRespectTo: x)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        an operator whose pullback is for one tape is differentiated twice: make a pullback for each Recording
        """), "\(words.text)")
  }

  @Test("stops the program if it writes in place what another tape follows", .blocking)
  func writtenInPlace() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let outer = GradientTape()
      let inner = GradientTape(inside: outer)
      let x = inner.watch(outer.watch(Tensor([2])))
      let y = Tensor([2]).recorded(from: [x]) { tape in
        let operand = tape.operand(x)
        return { _, sink in
          sink.contribute(to: operand, shape: [1]) { place, _ in place[0] = 1 }
        }
      }
      _ = inner.gradient(of: y, withRespectTo: x)
    }
    let words = LastWords(result)
    #expect(
      words.say("a pullback wrote a gradient of shape [1] in place that another tape follows"),
      "\(words.text)")
  }
}
