import CVectorLoops
import TensorCore
import TestSupport
import Testing

@Suite("Random bits", .computing)
struct RandomTests {
  @Test(
    "are those of the reference vectors of Philox4x32-10",
    arguments: [
      (
        SIMD4<UInt32>(repeating: 0), SIMD2<UInt32>(repeating: 0),
        SIMD4<UInt32>(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8)
      ),
      (
        SIMD4<UInt32>(repeating: .max), SIMD2<UInt32>(repeating: .max),
        SIMD4<UInt32>(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD)
      ),
      (
        SIMD4<UInt32>(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344),
        SIMD2<UInt32>(0xA409_3822, 0x299F_31D0),
        SIMD4<UInt32>(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1)
      ),
    ])
  func knownAnswers(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>) {
    #expect(Philox4x32.bits(counter: counter, key: key) == expected)
  }

  @Test("are the same in the vector loop and in Swift", arguments: [1, 3, 4, 63, 64, 65, 200])
  func loopAgrees(count: Int) {
    let stream = RandomStream(seed: 7, path: "dense/kernel")
    var values = [Float](repeating: .nan, count: count)
    tandem_random_uniform(&values, count, -2, 3, [stream.key.x, stream.key.y])
    var sequence = stream.sequence()
    for value in values {
      #expect(value == -2 + 5 * (Float(sequence.nextWord() >> 8) * 0x1p-24))
    }
  }

  @Test("are uniform: mean, variance, and every sixteenth alike")
  func uniform() {
    var sequence = RandomStream(seed: 5, path: "uniform").sequence()
    let values = (0..<200_000).map { _ in Double(sequence.nextUniform()) }
    let mean = values.reduce(0, +) / 200_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200_000
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(abs(mean - 0.5) < 0.003)
    #expect(abs(variance - 1 / 12) < 0.001)
    var bins = [Int](repeating: 0, count: 16)
    for value in values { bins[Int(value * 16)] += 1 }
    #expect(bins.allSatisfy { abs($0 - 12_500) < 550 })
  }

  @Test("come in the same order word by word and in pairs")
  func pairs() {
    var words = RandomStream(seed: 1, path: "a").sequence(epoch: 1, step: 2, example: 3)
    var pairs = words
    let (low, high) = (UInt64(words.nextWord()), UInt64(words.nextWord()))
    #expect(pairs.next() == low | high << 32)
  }

  @Test("have a key of their own for each seed, path and call")
  func keys() {
    var keys: Set<SIMD2<UInt32>> = []
    for seed in UInt64(0)..<10 {
      for path in ["", "a", "b", "ab", "dropout", "dropout_1"] {
        for call in 0..<3 { keys.insert(RandomStream(seed: seed, path: path, call: call).key) }
      }
    }
    #expect(keys.count == 180)
  }

  @Test("of one stream stay as they are from version to version")
  func pinned() {
    let stream = RandomStream(seed: 1, path: "dropout")
    let again = RandomStream(seed: 1, path: "dropout", call: 0)
    #expect(stream == again)
    #expect(stream.bits(block: 1) == Philox4x32.bits(counter: [1, 0, 0, 0], key: stream.key))
    #expect(
      stream.bits(epoch: 4, step: 3, example: 2, block: 1)
        == Philox4x32.bits(counter: [1, 2, 3, 4], key: stream.key))
  }
}
