import Digests
import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("A shuffled order", .computing)
struct ShuffledOrderTests {
  /// An order found by Python.
  private struct Case: Decodable {
    let count: Int
    let seed: String
    let epoch: Int
    let first: [Int]
    let sha256: String
  }

  @Test("is the one that Python finds from the same seed and epoch")
  func agreesWithPython() throws {
    let cases = try JSONDecoder().decode([Case].self, from: Data(Fixtures.bytes(of: "orders.json")))
    #expect(cases.count == 8)
    for expected in cases {
      let seed = try #require(UInt64(expected.seed))
      let order = ShuffledOrder(count: expected.count, seed: seed, epoch: expected.epoch)
      #expect(Array(order.prefix(10)) == expected.first)
      let text = order.map { "\($0)" }.joined(separator: " ")
      #expect(Hexadecimal.text(of: SHA256.hash(Array(text.utf8))) == expected.sha256)
    }
  }

  @Test("has each example once")
  func isPermutation() {
    for count in [0, 1, 2, 3, 255, 60_000] {
      #expect(ShuffledOrder(count: count, seed: 5, epoch: 9).sorted() == Array(0..<count))
    }
  }

  @Test("differs by seed, by epoch and by path, and is else the same")
  func dependsOnAddress() {
    let order = ShuffledOrder(count: 100, seed: 1, epoch: 0)
    #expect(order == ShuffledOrder(count: 100, seed: 1, epoch: 0))
    #expect(order != ShuffledOrder(count: 100, seed: 2, epoch: 0))
    #expect(order != ShuffledOrder(count: 100, seed: 1, epoch: 1))
    #expect(order != ShuffledOrder(count: 100, seed: 1, epoch: 0, path: "shuffle/other"))
  }

  @Test("is any of all orders with the same probability")
  func isUniform() {
    var counts: [[Int]: Int] = [:]
    let rounds = 24_000
    for epoch in 0..<rounds {
      counts[Array(ShuffledOrder(count: 4, seed: 20261, epoch: epoch)), default: 0] += 1
    }
    #expect(counts.count == 24)
    let expected = Double(rounds) / 24
    let deviation = counts.values.reduce(0) { $0 + pow(Double($1) - expected, 2) / expected }
    // Chi-squared of 23 degrees of freedom: beyond 49.7 in one of a thousand cases.
    #expect(deviation < 49.7)
  }

  @Test("gives batches of an array's rows")
  func gathersBatches() {
    let array = DataArray((0..<30).map { Float($0) }, shape: [10, 3])
    let order = ShuffledOrder(count: 10, seed: 1, epoch: 0)
    let batch = array.rows(at: order[2..<4])
    #expect(batch.elements(of: Float.self) == [27, 28, 29, 21, 22, 23])
  }

  @Test("stops a program that asks for too many examples or epochs")
  func refusesRanges() async {
    await #expect(processExitsWith: .failure) {
      _ = ShuffledOrder(count: -1, seed: 1, epoch: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = ShuffledOrder(count: 1 << 31 + 1, seed: 1, epoch: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = ShuffledOrder(count: 1, seed: 1, epoch: 1 << 20)
    }
  }
}
