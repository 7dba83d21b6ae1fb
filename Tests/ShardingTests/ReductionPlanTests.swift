import Sharding
import TestSupport
import Testing

@Suite("A reduction plan", .computing)
struct ReductionPlanTests {
  /// The sum of a node written out with its brackets, by the definition of the tree.
  static func brackets(_ node: Node) -> String {
    guard let (left, right) = node.children else { return "\(node.lo)" }
    return "(\(brackets(left))+\(brackets(right)))"
  }

  @Test("lists the additions of five shards in post-order")
  func literal() {
    let plan = ReductionPlan(summing: Node(lo: 0, hi: 5))
    #expect(plan.steps.map { [$0.target, $0.source] } == [[0, 1], [2, 3], [0, 2], [0, 4]])
    #expect(plan.fold(["0", "1", "2", "3", "4"]) { $0 = "(\($0)+\($1))" } == "(((0+1)+(2+3))+4)")
  }

  @Test("sums in the tree's order, however the nodes are spread over workers", arguments: 1...64)
  func order(shards: Int) throws {
    let tree = ReductionTree(shards: shards)
    for workers in 1...70 {
      let frontier = Array(tree.assignment(workers: workers).joined())
      let plan = try #require(ReductionPlan(root: tree.root, frontier: frontier))
      let sum = plan.fold(frontier.map(Self.brackets)) { $0 = "(\($0)+\($1))" }
      #expect(sum == Self.brackets(tree.root))
      #expect(plan.steps.count == frontier.count - 1)
    }
  }

  @Test("needs few live slots when they are filled in order", arguments: 1...64)
  func liveSlots(shards: Int) {
    let plan = ReductionPlan(summing: Node(lo: 0, hi: shards))
    var live: Set<Int> = []
    var most = 0
    for slot in 0..<shards {
      live.insert(slot)
      most = max(most, live.count)
      for step in plan.steps(afterSlot: slot) {
        #expect(live.contains(step.target))
        #expect(live.remove(step.source) != nil)
      }
    }
    #expect(live == [0])
    #expect(most <= (Int.bitWidth - shards.leadingZeroBitCount) + 1)
  }

  @Test(
    "is refused for a frontier that does not tile the root",
    arguments: [
      [], [0..<4], [0..<4, 4..<7], [0..<4, 5..<8], [4..<8, 0..<4], [0..<4, 0..<4, 4..<8],
      [0..<4, 4..<8, 8..<9], [0..<1, 1..<8], [0..<3, 3..<8], [0..<4, 4..<8, 4..<8], [0..<9],
    ])
  func badFrontier(ranges: [Range<Int>]) {
    let frontier = ranges.map { Node(lo: $0.lowerBound, hi: $0.upperBound) }
    #expect(ReductionPlan(root: Node(lo: 0, hi: 8), frontier: frontier) == nil)
  }
}
