import TensorCore
import TestSupport
import Testing

@Suite("Embedding", .computing)
struct EmbeddingTests {
  @Test("gives the rows of a table, in the shape of the indices")
  func rows() {
    let table = Tensor([0, 1, 10, 11, 20, 21], shape: [3, 2])
    let pairs = embedding(IntegerTensor<UInt8>([2, 0, 1, 2], shape: [2, 2]), table: table)
    #expect(pairs.shape == [2, 2, 2] && pairs.values == [20, 21, 0, 1, 10, 11, 20, 21])
    #expect(embedding(IntegerTensor<Int32>([1]), table: table).shape == [1, 2])
    #expect(embedding(IntegerTensor<Int32>([]), table: table).shape == [0, 2])
  }

  @Test("adds up the gradients of a row from the first place to the last, and leaves others at 0")
  func order() {
    let tape = GradientTape()
    let table = tape.watch(Tensor.random([4, 1], seed: 1))
    let rows = embedding(IntegerTensor<UInt8>([3, 1, 3, 3, 3]), table: table)
    let factors: [Float] = [1e8, 5, 1, -1e8, 1]
    let gradient = tape.gradient(
      of: rows * Tensor(factors, shape: [5, 1]), withRespectTo: table)
    #expect(gradient.values == [0, 5, 0, ((1e8 + 1) as Float) - 1e8 + 1])
  }
}
