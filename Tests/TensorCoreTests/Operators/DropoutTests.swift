import TensorCore
import TestSupport
import Testing

@Suite("Dropout", .computing)
struct DropoutTests {
  private let ones = Tensor(repeating: 1, shape: [40, 130])
  private let stream = RandomStream(seed: 1, path: "dropout")

  private func drop(
    _ input: Tensor, rate: Float = 0.5, epoch: Int = 0, step: Int = 0, first: Int = 0
  ) -> Tensor {
    dropout(
      input, rate: rate, stream: stream,
      at: StepAddress(epoch: epoch, step: step, firstExample: first))
  }

  @Test("keeps the right fraction and scales it", arguments: [0.1, 0.25, 0.5, 0.9] as [Float])
  func fraction(rate: Float) {
    let result = drop(Tensor(repeating: 1, shape: [200, 500]), rate: rate).values
    let kept = result.filter { $0 != 0 }
    #expect(kept.allSatisfy { $0 == 1 / (1 - rate) })
    // Five standard deviations of a binomial distribution.
    let deviation = (Double(rate * (1 - rate)) * 100_000).squareRoot()
    #expect(abs(Double(kept.count) - Double(1 - rate) * 100_000) < 5 * deviation)
  }

  @Test("does nothing at rate 0")
  func rateZero() {
    #expect(drop(ones, rate: 0).isIdentical(to: ones))
  }

  @Test("does not depend on how rows are cut into shards", arguments: [1, 2, 3, 7, 40])
  func shards(count: Int) {
    let input = Tensor.random([40, 130], seed: 3)
    let whole = drop(input, epoch: 2, step: 9).values
    let cut = (0..<count).flatMap { shard -> [Float] in
      let rows = shard * 40 / count..<(shard + 1) * 40 / count
      let part = input.slice(from: rows.lowerBound * 130, shape: [rows.count, 130])
      return drop(part, epoch: 2, step: 9, first: rows.lowerBound).values
    }
    #expect(cut == whole)
  }

  @Test(
    "takes what an example has, whatever its shape", arguments: [[40, 5, 2, 13], [40, 130, 1]])
  func rank(shape: [Int]) {
    let input = Tensor.random([40, 130], seed: 3)
    let result = drop(input.reshaped(to: Shape(shape)), step: 9)
    #expect(result.shape == Shape(shape))
    #expect(result.values == drop(input, step: 9).values)
    #expect(drop(Tensor(repeating: 1, shape: [0, 3, 4])).shape == [0, 3, 4])
    #expect(Set(drop(Tensor(repeating: 1, shape: [100])).values) == [0, 2])
  }

  @Test("differs between phases, stages, epochs, steps, examples, layers, calls and seeds")
  func differs() {
    let masks = [
      drop(ones), drop(ones, epoch: 1), drop(ones, step: 1), drop(ones, epoch: 1, step: 1),
      drop(ones, first: 40),
      dropout(ones, rate: 0.5, stream: stream, at: StepAddress(phase: 1)),
      dropout(ones, rate: 0.5, stream: stream, at: StepAddress(phase: 2)),
      dropout(ones, rate: 0.5, stream: stream, at: StepAddress(stage: 1)),
      dropout(ones, rate: 0.5, stream: stream, at: StepAddress(phase: 1, stage: 1023)),
      dropout(
        ones, rate: 0.5, stream: RandomStream(seed: 1, path: "dropout_1"), at: StepAddress()),
      dropout(
        ones, rate: 0.5, stream: RandomStream(seed: 1, path: "dropout", call: 1),
        at: StepAddress()),
      dropout(ones, rate: 0.5, stream: RandomStream(seed: 2, path: "dropout"), at: StepAddress()),
    ].map(\.values)
    for (index, mask) in masks.enumerated() {
      for other in masks[..<index] {
        let agreeing = zip(mask, other).count { $0 == $1 }
        // Independent masks agree on half the elements.
        #expect(abs(agreeing - 2600) < 200)
      }
    }
    #expect(drop(ones).values == masks[0])
  }

  @Test("drops the elements that the generator's words say", arguments: [1, 4, 5, 64, 65, 130])
  func words(columns: Int) {
    let threshold = UInt32(Double(Float(0.3)) * 0x1p32)
    let result = dropout(
      Tensor(repeating: 1, shape: [3, columns]), rate: 0.3, stream: stream,
      at: StepAddress(epoch: 4, step: 5, firstExample: 6))
    for row in 0..<3 {
      for column in 0..<columns {
        let words = stream.bits(epoch: 4, step: 5, example: 6 + row, block: column / 4)
        #expect((result.values[row * columns + column] != 0) == (words[column % 4] >= threshold))
      }
    }
  }

  @Test("lets gradients through where it lets values through")
  func gradient() {
    let tape = GradientTape()
    let x = tape.watch(ones)
    let y = drop(x, rate: 0.25)
    #expect(tape.gradients(of: y, withRespectTo: [x])[0].isIdentical(to: y.detached))
  }
}
