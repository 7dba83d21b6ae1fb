import Sharding
import TestSupport
import Testing

@Suite("A node of the reduction tree", .computing)
struct NodeTests {
  @Test(
    "divides at the largest power of two below its count",
    arguments: [(2, 1), (3, 2), (4, 2), (5, 4), (6, 4), (7, 4), (8, 4), (9, 8), (64, 32), (65, 64)])
  func middle(count: Int, left: Int) {
    let node = Node(lo: 10, hi: 10 + count)
    #expect(node.mid == 10 + left)
    #expect(node.children?.left == Node(lo: 10, hi: 10 + left))
    #expect(node.children?.right == Node(lo: 10 + left, hi: 10 + count))
  }

  @Test("is a leaf exactly if it holds one shard")
  func leaf() {
    #expect(Node(shard: 3) == Node(lo: 3, hi: 4))
    #expect(Node(shard: 3).isLeaf)
    #expect(Node(shard: 3).children == nil)
    #expect(!Node(lo: 3, hi: 5).isLeaf)
  }

  @Test("reads as a half-open range and sorts by its shards")
  func descriptionAndOrder() {
    #expect("\(Node(lo: 0, hi: 8))" == "[0, 8)")
    #expect(Node(lo: 0, hi: 8) < Node(lo: 1, hi: 2))
    #expect(Node(lo: 0, hi: 4) < Node(lo: 0, hi: 8))
    #expect(!(Node(lo: 4, hi: 8) < Node(lo: 0, hi: 8)))
  }
}
