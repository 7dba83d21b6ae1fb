import Synchronization
import TensorCore
import TestSupport
import Testing

@Suite("The gradient tape", .computing)
struct GradientTapeTests {
  @Test("gives the literals of a derivative worked out by hand")
  func literals() {
    let tape = GradientTape()
    let x = tape.watch(Tensor([1, 2, 3]))
    let y = tape.watch(Tensor([4, 5, 6]))
    let gradients = tape.gradients(of: sum(x * x * y), withRespectTo: [x, y])
    #expect(gradients[0].values == [8, 20, 36])
    #expect(gradients[1].values == [1, 4, 9])
  }

  @Test("adds up what a variable receives from several uses")
  func usedTwice() {
    let tape = GradientTape()
    let x = tape.watch(Tensor([3, -2]))
    let gradient = tape.gradients(of: x * x + x * 5 + x + x, withRespectTo: [x])[0]
    #expect(gradient.values == [13, 3])
  }

  @Test("adds products of a kernel used twice in place")
  func kernelTwice() {
    let tape = GradientTape()
    let a = Tensor([1, 2], shape: [1, 2])
    let kernel = tape.watch(Tensor([1, 0, 0, 1], shape: [2, 2]))
    let sum = matrixProduct(a, kernel) + matrixProduct(a * 10, kernel)
    #expect(tape.gradients(of: sum, withRespectTo: [kernel])[0].values == [11, 11, 22, 22])
  }

  @Test("gives zeros for a variable that was not used, where that is meant")
  func unused() {
    let tape = GradientTape()
    let used = tape.watch(Tensor([1, 2]))
    let unused = tape.watch(Tensor.random([2, 3], seed: 1))
    let gradients = tape.gradients(
      of: sum(used), withRespectTo: [unused, used], unconnected: .zero)
    #expect(gradients[0].isIdentical(to: .zeros([2, 3])))
    #expect(gradients[1].values == [1, 1])
  }

  @Test("takes the sum of a target with several elements")
  func severalElements() {
    let tape = GradientTape()
    let x = tape.watch(Tensor([1, 2, 3]))
    let y = x * x
    #expect(
      tape.gradients(of: y, withRespectTo: [x])[0]
        .isIdentical(to: tape.gradients(of: sum(y), withRespectTo: [x])[0]))
  }

  @Test("takes several targets of any shapes, as their sum")
  func severalTargets() {
    let tape = GradientTape()
    let x = tape.watch(Tensor([1, 2, 3]))
    let gradient = tape.gradients(of: [square(x), sum(x) * 10, x], withRespectTo: [x])[0]
    #expect(gradient.values == [13, 15, 17])
    #expect(
      tape.gradients(of: [Tensor](), withRespectTo: [x], unconnected: .zero)[0].values == [0, 0, 0])
    // A target that no tape follows depends on nothing.
    #expect(
      tape.gradients(of: [Tensor(1), x], withRespectTo: [x], unconnected: .zero)[0].values
        == [1, 1, 1])
  }

  @Test("forgets what it knew of a tensor that is watched anew")
  func watchedAnew() {
    let tape = GradientTape()
    let x = tape.watch(Tensor([3]))
    let y = tape.watch(x * x)
    #expect(tape.gradient(of: y * y, withRespectTo: y).scalar == 18)
    #expect(tape.gradient(of: y * y, withRespectTo: x, unconnected: .zero).scalar == 0)
  }

  @Test("may be asked several times, also for what lies between")
  func persistent() {
    let tape = GradientTape()
    let x = tape.watch(Tensor([2]))
    let y = x * x
    let z = y * y
    for _ in 0..<3 {
      #expect(tape.gradients(of: z, withRespectTo: [x, y]).map(\.scalar) == [32, 8])
      #expect(tape.gradients(of: y, withRespectTo: [x]).map(\.scalar) == [4])
      #expect(tape.gradients(of: z, withRespectTo: [z]).map(\.scalar) == [1])
    }
  }

  @Test("does not depend on the order in which variables are watched or asked for")
  func order() {
    let (a, b) = (Tensor.random([3, 4], seed: 1), Tensor.random([4, 2], seed: 2))
    let tape = GradientTape()
    let (x, y) = (tape.watch(a), tape.watch(b))
    let forwards = tape.gradients(of: matrixProduct(x, y), withRespectTo: [x, y])
    let other = GradientTape()
    let (v, u) = (other.watch(b), other.watch(a))
    let backwards = other.gradients(of: matrixProduct(u, v), withRespectTo: [v, u])
    #expect(forwards[0].isIdentical(to: backwards[1]))
    #expect(forwards[1].isIdentical(to: backwards[0]))
  }

  @Test("does not differentiate what was detached")
  func detached() {
    let tape = GradientTape()
    let x = tape.watch(Tensor([3]))
    #expect(tape.gradients(of: x * x.detached, withRespectTo: [x])[0].scalar == 3)
  }

  @Test("writes gradients where it is told, scaled, zeros included")
  func destinations() {
    let tape = GradientTape()
    let x = tape.watch(Tensor([1, 2]))
    let unused = tape.watch(Tensor([5]))
    let flat = MutableTensor(shape: [4])
    flat.fill(with: .nan)
    tape.differentiate(
      x * x + x, scaledBy: 0.5, withRespectTo: [x, unused],
      into: [
        GradientDestination(flat.slice(from: 1, shape: [2])),
        GradientDestination(flat.slice(from: 3, shape: [1])),
      ])
    #expect(Array(flat.frozen.values.dropFirst()) == [1.5, 2.5, 0])
    #expect(flat.frozen.values[0].isNaN)
  }

  @Test("adds into a destination what a variable receives from several products")
  func destinationOfProducts() {
    let kernel = Tensor.random([7, 5], seed: 1)
    let (a, b) = (Tensor.random([3, 7], seed: 2), Tensor.random([3, 7], seed: 3))
    let tape = GradientTape()
    let watched = tape.watch(kernel)
    let target = matrixProduct(a, watched) + matrixProduct(b, watched)
    let place = MutableTensor(shape: kernel.shape)
    tape.differentiate(
      target, scaledBy: 1, withRespectTo: [watched], into: [GradientDestination(place)])
    #expect(
      place.frozen.isIdentical(to: tape.gradients(of: target, withRespectTo: [watched])[0]))
  }

  @Test("spares a custom operator the gradient of an operand that is not watched")
  func savesWork() {
    let asked = Mutex<[Bool]>([])
    func product(_ left: Tensor, _ right: Tensor) -> Tensor {
      let (l, r) = (left.operand, right.operand)
      return (left.detached * right.detached).recorded(from: [left, right]) { gradient, sink in
        asked.withLock { $0 = [sink.wants(l), sink.wants(r)] }
        sink.contribute(gradient, to: l)
        sink.contribute(gradient, to: r)
      }
    }
    let tape = GradientTape()
    let x = tape.watch(Tensor([2]))
    let target = product(x, Tensor([3]))
    #expect(tape.gradients(of: target, withRespectTo: [x])[0].scalar == 1)
    #expect(asked.withLock { $0 } == [true, false])
  }

  @Test("records nothing for tensors that nothing watched went into")
  func recordsNothing() {
    let pullbacks = Atomic(0)
    let result = Tensor([1]).recorded(from: [Tensor([2])]) { _, _ in
      pullbacks.add(1, ordering: .relaxed)
    }
    let tape = GradientTape()
    let x = tape.watch(result)
    _ = tape.gradients(of: x, withRespectTo: [x])
    #expect(pullbacks.load(ordering: .relaxed) == 0)
  }

  @Test("is gone with the tensors that lie on it")
  func noCycle() {
    weak var tape: GradientTape?
    do {
      let local = GradientTape()
      tape = local
      let x = local.watch(Tensor.random([2, 3], seed: 1))
      let y = softmax(dense(x, kernel: local.watch(.random([3, 3], seed: 2)), bias: .zeros([3])))
      _ = local.gradients(of: sum(y), withRespectTo: [x])
    }
    #expect(tape == nil)
  }
}
