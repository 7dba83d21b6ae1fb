import TensorCore
import TestSupport
import Testing

@Suite("Layer normalization", .computing)
struct LayerNormalizationTests {
  private let one = (scale: Tensor(repeating: 1, shape: [40]), offset: Tensor.zeros([40]))

  private func normalize(_ input: Tensor, epsilon: Float = 1e-3) -> Tensor {
    layerNormalization(input, scale: one.scale, offset: one.offset, epsilon: epsilon)
  }

  @Test("gives each row the mean 0 and the variance 1, wherever its numbers lie")
  func moments() {
    let input = Tensor.random([7, 40], seed: 1) * 5 + 1000
    let rows = normalize(input, epsilon: 1e-7).values
    for row in 0..<7 {
      let values = rows[row * 40..<(row + 1) * 40].map { Double($0) }
      let mean = values.reduce(0, +) / 40
      #expect(abs(mean) < 1e-4)
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } / 40 - mean * mean - 1) < 1e-3)
    }
  }

  @Test("gives a row the same bits, whatever rows stand beside it", arguments: [1, 2, 3, 7])
  func rows(shards: Int) {
    let input = Tensor.random([7, 40], seed: 2)
    let whole = normalize(input).values
    let cut = (0..<shards).flatMap { shard -> [Float] in
      let rows = shard * 7 / shards..<(shard + 1) * 7 / shards
      return normalize(input.slice(rows, along: 0)).values
    }
    #expect(cut == whole)
  }

  @Test("makes zeros of equal numbers, scales and shifts by channel, and takes no rows at all")
  func edges() {
    #expect(normalize(Tensor(repeating: 0.1, shape: [3, 40])).values.allSatisfy { $0 == 0 })
    let result = layerNormalization(
      Tensor([1, 3, 5, 1], shape: [2, 2]), scale: Tensor([2, 10]), offset: Tensor([0.5, -1]),
      epsilon: 0)
    #expect(result.values == [-1.5, 9, 2.5, -11])
    #expect(normalize(Tensor.zeros([0, 3, 40])).shape == [0, 3, 40])
  }
}
