import TensorCore
import TestSupport
import Testing

@Suite("A tape inside a tape", .computing)
struct NestedTapeTests {
  @Test("gives the literals of a second derivative worked out by hand")
  func literals() {
    let outer = GradientTape()
    let x = outer.watch(Tensor([1, 2, 3]))
    let inner = GradientTape(inside: outer)
    let u = inner.watch(x)
    let first = inner.gradient(of: u * u * u, withRespectTo: u)
    #expect(first.values == [3, 12, 27])
    #expect(outer.gradient(of: first, withRespectTo: x).values == [6, 12, 18])
  }

  @Test("need not follow what the outer one does: ∂/∂w of ∂/∂x")
  func mixed() {
    let outer = GradientTape()
    let w = outer.watch(Tensor([2, 3]))
    let inner = GradientTape(inside: outer)
    let x = inner.watch(Tensor([5, 7]))
    let slope = inner.gradient(of: w * w * x * x, withRespectTo: x)
    #expect(slope.values == [40, 126])
    // 4 w x
    #expect(outer.gradient(of: slope, withRespectTo: w).values == [40, 84])
  }

  @Test("nests to any depth")
  func third() {
    let first = GradientTape()
    let x = first.watch(Tensor([2]))
    let second = GradientTape(inside: first)
    let y = second.watch(x)
    let third = GradientTape(inside: second)
    let z = third.watch(y)
    let a = third.gradient(of: z * z * z * z, withRespectTo: z)
    let b = second.gradient(of: a, withRespectTo: y)
    let c = first.gradient(of: b, withRespectTo: x)
    #expect([a.scalar, b.scalar, c.scalar] == [32, 48, 48])
  }

  @Test("may be left out between two others")
  func skipped() {
    let first = GradientTape()
    let second = GradientTape(inside: first)
    let third = GradientTape(inside: second)
    let w = first.watch(Tensor([3]))
    let x = third.watch(Tensor([2]))
    let slope = third.gradient(of: w * x * x, withRespectTo: x)
    #expect(first.gradient(of: slope, withRespectTo: w).scalar == 4)
  }

  @Test("lets the outer one differentiate the values as well")
  func values() {
    let outer = GradientTape()
    let x = outer.watch(Tensor([3]))
    let inner = GradientTape(inside: outer)
    let u = inner.watch(x)
    let y = square(u)
    let slope = inner.gradient(of: y, withRespectTo: u)
    #expect(outer.gradient(of: y + slope, withRespectTo: x).scalar == 8)
    #expect(outer.gradients(of: [y, slope], withRespectTo: [x])[0].scalar == 8)
  }

  @Test("may watch a tensor of a tape that lies inside it")
  func watchedOutside() {
    let outer = GradientTape()
    let inner = GradientTape(inside: outer)
    let u = inner.watch(Tensor([3]))
    let x = outer.watch(u * 2)
    let y = x * x
    #expect(outer.gradient(of: y, withRespectTo: x).scalar == 12)
    let slope = inner.gradient(of: y, withRespectTo: u)
    #expect(slope.scalar == 24)
    #expect(outer.gradient(of: slope, withRespectTo: x).scalar == 4)
  }

  @Test("knows nothing of what was detached")
  func detached() {
    let outer = GradientTape()
    let x = outer.watch(Tensor([3]))
    let inner = GradientTape(inside: outer)
    let u = inner.watch(x.detached)
    let slope = inner.gradient(of: u * u * x, withRespectTo: u)
    // 2 u x, where u is no function of x.
    #expect(outer.gradient(of: slope, withRespectTo: x).scalar == 6)
    #expect(!slope.detached.isFollowed && slope.isFollowed)
  }

  @Test("may be asked several times")
  func persistent() {
    let outer = GradientTape()
    let x = outer.watch(Tensor([2]))
    let inner = GradientTape(inside: outer)
    let u = inner.watch(x)
    let (y, z) = (u * u, u * u * u)
    for _ in 0..<3 {
      let slopes = [y, z].map { inner.gradient(of: $0, withRespectTo: u) }
      #expect(slopes.map(\.scalar) == [4, 12])
      #expect(
        slopes.map { outer.gradient(of: $0, withRespectTo: x).scalar } == [2, 12])
    }
  }

  @Test("gives the first derivatives that it gives alone, to the bit")
  func sameBits() {
    let labels = IntegerTensor<UInt8>.randomLabels(6, classes: 4, seed: 2)
    let shapes: [Shape] = [[6, 5], [5, 5], [5], [5, 4], [4]]
    let values = shapes.enumerated().map { Tensor.random($1, seed: UInt64($0)) }
    func gradients(on tape: GradientTape) -> [Tensor] {
      let x = values.map { tape.watch($0) }
      let hidden = dense(x[0], kernel: x[1], bias: x[2], activation: .relu)
      let output = dense(tanh(hidden), kernel: x[3], bias: x[4], activation: .softmax)
      let losses = sparseCategoricalCrossEntropy(predicted: output, expected: labels)
      return tape.gradients(of: mean(losses), withRespectTo: x)
    }
    let alone = gradients(on: GradientTape())
    let nested = gradients(on: GradientTape(inside: GradientTape()))
    #expect(zip(alone, nested).allSatisfy { $0.isIdentical(to: $1) })
  }

  @Test("holds the outer one, and is gone with what lies on it")
  func noCycle() {
    weak var (outer, inner): (GradientTape?, GradientTape?)
    do {
      let first = GradientTape()
      let second = GradientTape(inside: first)
      (outer, inner) = (first, second)
      let x = first.watch(Tensor.random([2, 3], seed: 1))
      let u = second.watch(x)
      let y = softmax(dense(u, kernel: first.watch(.random([3, 3], seed: 2)), bias: .zeros([3])))
      let slope = second.gradient(of: y * y, withRespectTo: u)
      _ = first.gradient(of: slope * slope, withRespectTo: x)
    }
    #expect(outer == nil && inner == nil)
  }
}
