import Foundation
import TensorCore
import TestSupport
import Testing

@Suite("Reductions, and what brings elements to other places", .computing)
struct LayoutForwardTests {
  private let cube = Tensor((0..<24).map { Float($0) }, shape: [2, 3, 4])

  @Test("Sums, means and extremes along axes are NumPy's")
  func reductions() {
    let x = Tensor([1, 5, 2, 4, 3, 6], shape: [2, 3])
    #expect(x.sum(along: 0).isIdentical(to: Tensor([5, 8, 8])))
    #expect(x.sum(along: 1).isIdentical(to: Tensor([8, 13])))
    #expect(x.sum(along: -1, keepingAxes: true).isIdentical(to: Tensor([8, 13], shape: [2, 1])))
    #expect(x.sum(along: [0, 1]).isIdentical(to: Tensor(21)))
    #expect(x.sum(along: [1, 0], keepingAxes: true).shape == [1, 1])
    #expect(x.sum(along: []).isIdentical(to: x))
    #expect(x.mean(along: 0).values == [2.5, 4, 4] && x.mean(along: [0, 1]).scalar == 3.5)
    #expect(x.max(along: 1).values == [5, 6] && x.max(along: 0).values == [4, 5, 6])
    #expect(x.min(along: 1).values == [1, 3] && x.min(along: [0, -1]).scalar == 1)
    #expect(cube.sum(along: [0, 2]).values == [60, 92, 124])
    #expect(cube.sum(along: 1).values == [12, 15, 18, 21, 48, 51, 54, 57])
    #expect(cube.max(along: [0, 2]).values == [15, 19, 23])
    #expect(Tensor.zeros([0, 3]).sum(along: 0).isIdentical(to: .zeros([3])))
    #expect(Tensor.zeros([3, 0]).sum(along: 1).isIdentical(to: .zeros([3])))
    #expect(Tensor.zeros([0, 3]).max(along: 1).shape == [0])
  }

  @Test("Sums along the last axis run in 16 lanes, the others from the first to the last")
  func order() {
    let values = Tensor.random([1000], seed: 1, in: -1e4..<1e4).values
    var lanes = [Float](repeating: 0, count: 16)
    for (index, value) in values.enumerated() { lanes[index % 16] += value }
    for half in [8, 4, 2, 1] { for lane in 0..<half { lanes[lane] += lanes[lane + half] } }
    #expect(Tensor(values).sum(along: 0).scalar == lanes[0])
    let column = Tensor(values, shape: [500, 2])
    let sums = [0, 1].map { first in
      stride(from: first, to: 1000, by: 2).reduce(Float(0)) { $0 + values[$1] }
    }
    #expect(column.sum(along: 0).values == sums)
  }

  @Test("Extremes let a NaN win and share the gradient among equals")
  func extremes() {
    let x = Tensor([1, .nan, 2, 7, 7, 7], shape: [2, 3])
    #expect(x.max(along: 1).values[0].isNaN && x.min(along: 1).values[0].isNaN)
    let tape = GradientTape()
    let y = tape.watch(Tensor([3, 1, 3, 0]))
    #expect(tape.gradient(of: y.max(along: 0), withRespectTo: y).values == [0.5, 0, 0.5, 0])
    #expect(tape.gradient(of: y.min(along: 0), withRespectTo: y).values == [0, 0, 0, 1])
  }

  @Test("argmax gives the first of equals, and the first NaN")
  func argmax() {
    let x = Tensor([1, 9, 9, 4, 2, 4, .nan, 5, .nan], shape: [3, 3])
    #expect(x.argmax(along: 1) == IntegerTensor([1, 0, 0]))
    #expect(x.argmax(along: -2) == IntegerTensor([2, 0, 2]))
    #expect(
      cube.argmax(along: 1) == IntegerTensor(Array(repeating: 2, count: 8), shape: [2, 4]))
    #expect(Tensor.zeros([0, 3]).argmax(along: 1) == IntegerTensor([]))
    #expect(x.argmax(along: 1).reshaped(to: [3, 1]).shape == [3, 1])
  }

  @Test("The logarithm of softmax is exact where softmax is 0")
  func logSoftmax() {
    let x = Tensor([0, 200, -100, 1, 2, 3], shape: [2, 3])
    let values = TensorCore.logSoftmax(x).values
    #expect(values[..<3] == [-200, 0, -300])
    let expected = [1.0, 2, 3].map {
      $0 - Foundation.log([1.0, 2, 3].map { exp($0) }.reduce(0, +))
    }
    #expect(Reference.distance(Array(values[3...]), expected) < 1e-6)
    let large = Tensor.random([3, 4, 7], seed: 1, in: -5..<5)
    #expect(
      Reference.distance(
        exp(TensorCore.logSoftmax(large)).values, softmax(large).values.map(Double.init))
        < 1e-6)
    #expect(softmax(large).sum(along: -1).values.allSatisfy { Swift.abs($0 - 1) < 1e-6 })
  }

  @Test("Concatenated, split, sliced and padded")
  func blocks() {
    let (a, b) = (Tensor([1, 2, 3, 4], shape: [2, 2]), Tensor([5, 6], shape: [1, 2]))
    #expect(concatenate([a, b], along: 0).values == [1, 2, 3, 4, 5, 6])
    #expect(
      concatenate([a, a], along: -1)
        .isIdentical(to: Tensor([1, 2, 1, 2, 3, 4, 3, 4], shape: [2, 4])))
    #expect(concatenate([a], along: 1).isIdentical(to: a))
    let parts = cube.split(into: 2, along: 2)
    #expect(parts.map(\.shape) == [[2, 3, 2], [2, 3, 2]])
    #expect(parts[1].values == [2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23])
    #expect(concatenate(parts, along: 2).isIdentical(to: cube))
    let uneven = cube.split(lengths: [1, 0, 2], along: 1)
    #expect(uneven.map(\.shape) == [[2, 1, 4], [2, 0, 4], [2, 2, 4]])
    #expect(concatenate(uneven, along: 1).isIdentical(to: cube))
    #expect(cube.slice(1..<2, along: 0).values == (12..<24).map { Float($0) })
    #expect(cube.slice(3..<3, along: 2).shape == [2, 3, 0])
    #expect(
      a.padded(along: 1, before: 1, after: 2, with: 7).values
        == [7, 1, 2, 7, 7, 7, 3, 4, 7, 7])
    #expect(a.padded(along: 0, after: 1).values == [1, 2, 3, 4, 0, 0])
  }

  @Test("Rows gathered and scattered, those that share a place added in their order")
  func rows() {
    let x = Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2])
    #expect(x.gatheringRows([2, 0, 2]).values == [5, 6, 1, 2, 5, 6])
    #expect(x.gatheringRows([]).shape == [0, 2])
    let places = IntegerTensor<Int32>([2, 0, 0, 1], shape: [2, 2])
    #expect(x.gatheringRows(places).shape == [2, 2, 2])
    #expect(x.gatheringRows(places).values == [5, 6, 1, 2, 1, 2, 3, 4])
    #expect(
      x.scatteringRows(to: IntegerTensor<UInt8>([1, 0, 1]), of: 3).values == [3, 4, 6, 8, 0, 0])
    #expect(x.scatteringRows(to: [1, 0, 1], of: 3).values == [3, 4, 6, 8, 0, 0])
    let large = Tensor([1, 1e8, -1e8])
    #expect(large.scatteringRows(to: [0, 0, 0], of: 1).scalar == (1 as Float) + 1e8 - 1e8)
  }

  @Test(
    "Axes in any order",
    arguments: [
      [0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1], [0, 2, 1, 3], [3, 0, 1, 2],
    ])
  func permuted(axes: [Int]) {
    let shape: Shape = [3, 17, 2, 19]
    let x = Tensor.random(shape, seed: 1)
    let (values, result) = (x.values, x.permuted(to: axes))
    #expect(result.shape == Shape(axes.map { shape[$0] }))
    var expected: [Float] = []
    let strides = [17 * 2 * 19, 2 * 19, 19, 1]
    for i in 0..<shape[axes[0]] {
      for j in 0..<shape[axes[1]] {
        for k in 0..<shape[axes[2]] {
          for l in 0..<shape[axes[3]] {
            expected.append(
              values[
                i * strides[axes[0]] + j * strides[axes[1]] + k * strides[axes[2]]
                  + l * strides[axes[3]]])
          }
        }
      }
    }
    #expect(result.values == expected)
  }

  @Test("Transposed as NumPy's .T")
  func transposed() {
    let x = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(x.transposed().isIdentical(to: Tensor([1, 4, 2, 5, 3, 6], shape: [3, 2])))
    #expect(Tensor([1, 2]).transposed().values == [1, 2] && Tensor(3).transposed().scalar == 3)
    #expect(
      cube.transposed().shape == [4, 3, 2] && Tensor.zeros([0, 2]).transposed().shape == [2, 0])
    let wide = Tensor.random([37, 81], seed: 1)
    #expect(wide.transposed().isIdentical(to: Reference.transposed(wide)))
  }

  @Test("Batches of products are those of their matrices, to the bit", arguments: [1, 2])
  func batches(threads: Int) {
    let team = ThreadTeam(threads: threads)
    let (a, b) = (Tensor.random([2, 3, 5, 4], seed: 1), Tensor.random([3, 4, 6], seed: 2))
    let product = matrixProduct(a, b, using: team)
    #expect(product.shape == [2, 3, 5, 6])
    for batch in 0..<6 {
      let left = a.slice(from: batch * 20, shape: [5, 4])
      let right = b.slice(from: batch % 3 * 24, shape: [4, 6])
      #expect(
        product.slice(from: batch * 30, shape: [5, 6]).isIdentical(to: matrixProduct(left, right)))
    }
    let turned = matrixProduct(
      a.permuted(to: [0, 1, 3, 2]), b.permuted(to: [0, 2, 1]), transposingLeft: true,
      transposingRight: true, using: team)
    #expect(Reference.distance(turned.values, product.values.map(Double.init)) < 1e-5)
    let flat = matrixProduct(a, Tensor.random([4, 6], seed: 3), using: team)
    #expect(flat.shape == [2, 3, 5, 6])
    #expect(
      Reference.distance(
        flat.values,
        Reference.product(a.reshaped(to: [30, 4]), Tensor.random([4, 6], seed: 3))) < 1e-5)
    #expect(matrixProduct(Tensor.zeros([0, 2, 3]), Tensor.zeros([3, 4])).shape == [0, 2, 4])
  }
}
