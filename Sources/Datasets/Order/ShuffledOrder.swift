import Diagnostics
import TensorCore

/// The order of examples in an epoch: a permutation that follows from seed, epoch and count alone, the
/// same on every machine. There is no state to keep or to save.
///
/// ```swift
/// let order = ShuffledOrder(count: 50_000, seed: 1, epoch: 3)
/// let batch = images.rows(at: order[0..<32])
/// ```
///
/// Every permutation is as probable as every other, as far as Philox's words are random: Fisher and
/// Yates' shuffle, each of its draws addressed by seed, epoch and place.
public struct ShuffledOrder: RandomAccessCollection, Sendable, Hashable {
  /// The most examples that can be shuffled: 2³¹.
  public static let maximumCount = 1 << 31
  /// The epochs that can be told apart: 2²⁰.
  public static let maximumEpochCount = 1 << 20

  // Half the memory of whole words: an epoch of many examples is held as long as it lasts.
  private let order: [UInt32]

  /// Shuffles in O(n) time: some hundredths of a second for a million examples.
  ///
  /// - Parameters:
  ///   - count: The number of examples.
  ///   - seed: The seed of the run.
  ///   - epoch: The epoch, from 0.
  ///   - path: Who shuffles: another path gives another order.
  /// - Precondition: `count` is in `0...maximumCount`, and `epoch` in `0..<maximumEpochCount`.
  public init(count: Int, seed: UInt64, epoch: Int, path: String = "shuffle") {
    require(
      count >= 0 && count <= Self.maximumCount,
      "\(count) examples can't be shuffled, only 0 to \(Self.maximumCount)")
    require(
      epoch >= 0 && epoch < Self.maximumEpochCount,
      "epoch \(epoch) is outside 0..<\(Self.maximumEpochCount)")
    let stream = RandomStream(seed: seed, path: path)
    var order = (0..<count).map { UInt32($0) }
    order.withUnsafeMutableBufferPointer { order in
      for place in stride(from: count - 1, to: 0, by: -1) {
        order.swapAt(place, Self.draw(upTo: place, from: stream, epoch: epoch))
      }
    }
    self.order = order
  }

  /// The first place.
  public var startIndex: Int { 0 }
  /// The number of examples.
  public var endIndex: Int { order.count }

  /// The index of the example that comes at a place: each of `0..<count` once.
  public subscript(place: Int) -> Int { Int(order[place]) }

  /// A number of `0...place`, all equally probable: of the product of a random word and their count the
  /// upper half, drawn anew where the lower half is one of the few that would favour some numbers.
  ///
  /// Source: Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 2019.
  private static func draw(upTo place: Int, from stream: RandomStream, epoch: Int) -> Int {
    let count = UInt32(place + 1)
    let surplus = (0 &- count) % count
    var block = 0
    while true {
      let words = stream.bits(epoch: epoch, example: place, block: block)
      for lane in 0..<4 {
        let product = words[lane].multipliedFullWidth(by: count)
        if product.low >= surplus { return Int(product.high) }
      }
      block += 1
    }
  }
}
