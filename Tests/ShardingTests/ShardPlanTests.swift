import Sharding
import TestSupport
import Testing

@Suite("A shard plan", .computing)
struct ShardPlanTests {
  @Test("cuts a batch at i·n/S, rounded down")
  func literals() {
    let plan = ShardPlan(examples: 32, shards: 3)
    #expect((0..<3).map(plan.range(ofShard:)) == [0..<10, 10..<21, 21..<32])
    #expect(plan.weight(ofShard: 1) == 11.0 / 32.0)
    #expect(plan.range(of: Node(lo: 1, hi: 3)) == 10..<32)
  }

  @Test("leaves some shards empty when there are fewer examples than shards")
  func emptyShards() {
    let plan = ShardPlan(examples: 2, shards: 5)
    #expect((0..<5).map { plan.range(ofShard: $0).count } == [0, 0, 1, 0, 1])
    #expect(plan.weight(ofShard: 0) == 0)
  }

  @Test("holds each example once, in shards that differ by one at most", arguments: 1...64)
  func tiling(shards: Int) {
    for examples in [1, 2, 7, 16, 31, 32, 50, 80, 1000, 4096] {
      let ranges = (0..<shards).map(ShardPlan(examples: examples, shards: shards).range(ofShard:))
      #expect(ranges.flatMap { Array($0) } == Array(0..<examples))
      #expect(ranges.allSatisfy { (examples / shards...examples / shards + 1) ~= $0.count })
    }
  }

  @Test(
    "has a frontier of shards that hold examples and of nodes that hold none", arguments: 1...40)
  func frontier(shards: Int) throws {
    let tree = ReductionTree(shards: shards)
    for examples in 1...45 {
      let plan = ShardPlan(examples: examples, shards: shards)
      for node in [tree.root, tree.root.children?.left, tree.root.children?.right].compactMap({ $0 }
      ) {
        let frontier = plan.frontier(of: node)
        _ = try #require(ReductionPlan(root: node, frontier: frontier))
        for part in frontier { #expect(part.isLeaf || plan.range(of: part).isEmpty) }
        if examples >= shards { #expect(frontier == node.shards.map(Node.init(shard:))) }
      }
    }
    #expect(
      ShardPlan(examples: 1, shards: 1 << 16).frontier(of: Node(lo: 0, hi: 1 << 16)).count == 17)
  }

  @Test("does not overflow at its limits")
  func limits() {
    let plan = ShardPlan(
      examples: JobShape.maximumExamples, shards: JobShape.maximumShards)
    #expect(plan.range(ofShard: plan.shards - 1).upperBound == plan.examples)
  }
}
