import Diagnostics

/// A node of the reduction tree: the shards `[lo, hi)`, summed in one fixed order.
///
/// A node with more than one shard is the sum of its two children, whichever process computes it.
public struct Node: Hashable, Sendable {
  /// The first shard.
  public let lo: Int
  /// One past the last shard.
  public let hi: Int

  /// - Parameters:
  ///   - lo: The first shard, at least 0.
  ///   - hi: One past the last shard, above `lo`.
  public init(lo: Int, hi: Int) {
    require(0 <= lo && lo < hi, "a node needs 0 ≤ lo < hi, not [\(lo), \(hi))")
    self.lo = lo
    self.hi = hi
  }

  /// The leaf that holds one shard.
  public init(shard: Int) {
    self.init(lo: shard, hi: shard + 1)
  }

  /// How many shards the node holds, at least 1.
  public var count: Int { hi - lo }

  /// The shards of the node.
  public var shards: Range<Int> { lo..<hi }

  /// Whether the node is a single shard.
  public var isLeaf: Bool { count == 1 }

  /// Where the node divides: `lo` plus the largest power of two below its count.
  ///
  /// A leaf does not divide: asking for its middle is a mistake of the caller's.
  public var mid: Int {
    require(!isLeaf, "the leaf \(self) has no middle")
    return lo + (1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount))
  }

  /// The two halves, left first, or nil for a leaf.
  public var children: (left: Node, right: Node)? {
    isLeaf ? nil : (Node(lo: lo, hi: mid), Node(lo: mid, hi: hi))
  }
}

extension Node: Comparable {
  /// Order by the first shard, then by the last.
  public static func < (left: Node, right: Node) -> Bool {
    left.lo != right.lo ? left.lo < right.lo : left.hi < right.hi
  }
}

extension Node: CustomStringConvertible {
  /// The half-open range of shards, such as `[0, 8)`.
  public var description: String { "[\(lo), \(hi))" }
}
