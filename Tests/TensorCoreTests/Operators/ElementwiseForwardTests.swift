import TensorCore
import TestSupport
import Testing

@Suite("Operators on elements that broadcast", .computing)
struct ElementwiseForwardTests {
  struct Pair: Sendable, CustomTestStringConvertible {
    let left: Shape
    let right: Shape
    var testDescription: String { "\(left) and \(right)" }
  }

  private static let pairs = OperatorCase.broadcasting.map { Pair(left: $0.0, right: $0.1) }

  /// The straightforward way: the place of each element by its coordinates.
  private static func combine(
    _ a: Tensor, _ b: Tensor, _ function: (Float, Float) -> Float
  ) -> Tensor {
    let rank = Swift.max(a.shape.rank, b.shape.rank)
    func lengths(_ shape: Shape) -> [Int] {
      Array(repeating: 1, count: rank - shape.rank) + shape.dimensions
    }
    let (left, right) = (lengths(a.shape), lengths(b.shape))
    let whole = zip(left, right).map { $0 == 1 ? $1 : $0 }
    func place(_ coordinates: [Int], in lengths: [Int]) -> Int {
      zip(coordinates, lengths).reduce(0) { $0 * $1.1 + ($1.1 == 1 ? 0 : $1.0) }
    }
    let (leftValues, rightValues) = (a.values, b.values)
    let values = (0..<whole.reduce(1, *)).map { index in
      var (rest, coordinates) = (index, [Int]())
      for length in whole.reversed() {
        coordinates.insert(rest % length, at: 0)
        rest /= length
      }
      return function(
        leftValues[place(coordinates, in: left)], rightValues[place(coordinates, in: right)])
    }
    return Tensor(values, shape: Shape(whole))
  }

  @Test("compute what Float32 does one element at a time", arguments: pairs)
  func arithmetic(_ pair: Pair) {
    let a = Tensor.random(pair.left, seed: 1, in: -3..<3)
    let b = Tensor.random(pair.right, seed: 2, in: -3..<3)
    #expect((a + b).isIdentical(to: Self.combine(a, b, +)))
    #expect((a - b).isIdentical(to: Self.combine(a, b, -)))
    #expect((a * b).isIdentical(to: Self.combine(a, b, *)))
    #expect((a / b).isIdentical(to: Self.combine(a, b, /)))
    #expect(maximum(a, b).isIdentical(to: Self.combine(a, b) { Swift.max($0, $1) }))
    #expect(minimum(a, b).isIdentical(to: Self.combine(a, b) { Swift.min($0, $1) }))
    #expect((a .> b).isIdentical(to: Self.combine(a, b) { $0 > $1 ? 1 : 0 }))
    #expect((a .<= b).isIdentical(to: Self.combine(a, b) { $0 <= $1 ? 1 : 0 }))
    #expect(
      select(a, where: b .> 0, otherwise: b)
        .isIdentical(to: Self.combine(a, b) { $1 > 0 ? $0 : $1 }))
    if Self.combine(a, b, +).shape == pair.left {
      #expect(b.broadcast(to: pair.left).isIdentical(to: Self.combine(a, b) { $1 }))
    }
  }

  @Test("select by a condition of a shape of its own")
  func selection() {
    let condition = Tensor([1, 0, -1], shape: [3, 1])
    let chosen = Tensor([1, 2])
    #expect(
      select(chosen, where: condition, otherwise: Tensor(9)).values == [1, 2, 9, 9, 1, 2])
  }

  @Test("compare, and a NaN equals nothing")
  func comparisons() {
    let (a, b) = (Tensor([1, 2, 3, .nan]), Tensor([2, 2, 2, .nan]))
    #expect((a .> b).values == [0, 0, 1, 0])
    #expect((a .>= b).values == [0, 1, 1, 0])
    #expect((a .< b).values == [1, 0, 0, 0])
    #expect((a .<= b).values == [1, 1, 0, 0])
    #expect((a .== b).values == [0, 1, 0, 0])
    #expect((a .!= b).values == [1, 0, 1, 1])
    #expect((a .> 2).values == [0, 0, 1, 0] && (a .>= 2).values == [0, 1, 1, 0])
    #expect((a .< 2).values == [1, 0, 0, 0] && (a .<= 2).values == [1, 1, 0, 0])
    #expect((a .== 2).values == [0, 1, 0, 0] && (a .!= 2).values == [1, 0, 1, 1])
  }

  @Test("are not followed where they compare")
  func comparisonsAreConstant() {
    let tape = GradientTape()
    let x = tape.watch(Tensor([1, -2]))
    #expect(!(x .> 0).isFollowed)
    #expect(tape.gradient(of: x * (x .> 0), withRespectTo: x).values == [1, 0])
  }

  @Test("let a NaN win, whichever operand it is in")
  func extremesOfNaN() {
    let (a, b) = (Tensor([.nan, 1, .nan]), Tensor([1, .nan, .nan]))
    #expect(maximum(a, b).values.allSatisfy { $0.isNaN })
    #expect(minimum(a, b).values.allSatisfy { $0.isNaN })
  }

  @Test("give the gradient of equal elements to the first one")
  func ties() {
    let tape = GradientTape()
    let (x, y) = (tape.watch(Tensor([1, 2])), tape.watch(Tensor([1, 3])))
    #expect(
      tape.gradients(of: maximum(x, y), withRespectTo: [x, y]).map(\.values) == [[1, 0], [0, 1]])
    #expect(
      tape.gradients(of: minimum(x, y), withRespectTo: [x, y]).map(\.values) == [[1, 1], [0, 0]])
  }

  @Test("take numbers on either side")
  func numbers() {
    let x = Tensor([1, 2, 4])
    #expect((1 - x).values == [0, -1, -3] && (x - 1).values == [0, 1, 3])
    #expect((x / 2).values == [0.5, 1, 2] && (4 / x).values == [4, 2, 1])
    #expect((x + 1).values == [2, 3, 5] && (1 + x).values == [2, 3, 5])
    #expect((x * 3).values == [3, 6, 12] && (3 * x).values == [3, 6, 12])
    #expect((-x).values == [-1, -2, -4])
    #expect(maximum(x, 2).values == [2, 2, 4] && minimum(x, 2).values == [1, 2, 2])
    #expect(leakyRelu(Tensor([-5, 5])).values == [-1, 5])
    #expect(square(x).values == [1, 4, 16] && abs(-x).values == x.values)
    #expect(sign(Tensor([-3, 0, 2])).values == [-1, 0, 1])
  }

  @Test("have derivatives at kinks that are the literals documented")
  func kinks() {
    func slope(_ value: Float, _ function: (Tensor) -> Tensor) -> Float {
      let tape = GradientTape()
      let x = tape.watch(Tensor(value))
      return tape.gradient(of: function(x), withRespectTo: x).scalar
    }
    #expect(slope(0) { abs($0) } == 0 && slope(0) { relu($0) } == 0)
    #expect(slope(0) { leakyRelu($0, slope: 0.3) } == 0.3 && slope(0) { elu($0) } == 1)
    #expect(slope(0) { pow($0, 0) } == 0 && slope(0) { pow($0, 1) } == 1)
    #expect(slope(0) { pow($0, 2) } == 0 && slope(0) { square($0) } == 0)
    #expect(slope(.infinity) { gelu($0) } == 1 && slope(-.infinity) { gelu($0) } == 0)
    #expect(slope(.infinity) { softplus($0) } == 1 && slope(-.infinity) { softplus($0) } == 0)
  }
}
