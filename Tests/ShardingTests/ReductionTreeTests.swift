import Sharding
import TestSupport
import Testing

@Suite("The reduction tree", .computing)
struct ReductionTreeTests {
  /// Every node of a tree, by its definition.
  static func allNodes(below node: Node) -> [Node] {
    guard let (left, right) = node.children else { return [node] }
    return [node] + allNodes(below: left) + allNodes(below: right)
  }

  @Test("contains its own nodes and no others", arguments: 1...64)
  func membership(shards: Int) {
    let tree = ReductionTree(shards: shards)
    let nodes = Set(Self.allNodes(below: tree.root))
    #expect(nodes.count == 2 * shards - 1)
    for lo in 0..<shards + 2 {
      let candidates = (lo + 1...shards + 3).map { Node(lo: lo, hi: $0) }
      #expect(candidates.filter(tree.contains) == candidates.filter(nodes.contains))
    }
  }

  @Test("covers a range with the fewest whole nodes, in order", arguments: 1...64)
  func cover(shards: Int) {
    let tree = ReductionTree(shards: shards)
    for lo in 0...shards {
      for hi in lo...shards {
        let nodes = tree.nodes(covering: lo..<hi)
        #expect(nodes.flatMap { Array($0.shards) } == Array(lo..<hi))
        #expect(nodes.allSatisfy(tree.contains))
        // Fewest: no two neighbours are the two halves of one node.
        let halves = zip(nodes, nodes.dropFirst()).filter { left, right in
          let parent = Node(lo: left.lo, hi: right.hi)
          return tree.contains(parent) && parent.mid == right.lo
        }
        #expect(halves.isEmpty)
      }
    }
  }

  @Test("gives three workers 2, 3 and 3 of eight shards, as whole nodes")
  func literalAssignment() {
    #expect(
      ReductionTree(shards: 8).assignment(workers: 3) == [
        [Node(lo: 0, hi: 2)],
        [Node(lo: 2, hi: 4), Node(lo: 4, hi: 5)],
        [Node(lo: 5, hi: 6), Node(lo: 6, hi: 8)],
      ])
    #expect(
      ReductionTree(shards: 3).assignment(workers: 2) == [
        [Node(lo: 0, hi: 1)], [Node(lo: 1, hi: 2), Node(lo: 2, hi: 3)],
      ])
    #expect(
      ReductionTree(shards: 2).assignment(workers: 4) == [
        [], [Node(lo: 0, hi: 1)], [], [Node(lo: 1, hi: 2)],
      ])
  }

  @Test("assigns every shard to exactly one worker, whatever their number", arguments: 1...64)
  func assignmentTiles(shards: Int) {
    let tree = ReductionTree(shards: shards)
    for workers in 1...70 {
      let assignment = tree.assignment(workers: workers)
      #expect(assignment.count == workers)
      #expect(assignment.joined().flatMap { Array($0.shards) } == Array(0..<shards))
      let loads = assignment.map { $0.reduce(0) { $0 + $1.count } }
      #expect(loads.allSatisfy { (shards / workers...shards / workers + 1) ~= $0 })
      #expect(ReductionPlan(root: tree.root, frontier: Array(assignment.joined())) != nil)
    }
  }
}
