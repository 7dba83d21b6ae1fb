import Foundation
import Sharding
import TestSupport
import Testing

@Suite("Shards that can't be cut stop the program, with words", .blocking)
struct MisuseTests {
  @Test("A plan names examples and shards")
  func plan() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = ShardPlan(examples: 0, shards: 3)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        cannot cut 0 examples into 3 shards
        """), "\(words.text)")
  }

  @Test("A node names its bounds")
  func node() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Node(lo: 3, hi: 3)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a node needs 0 ≤ lo < hi, not [3, 3)
        """), "\(words.text)")
  }

  @Test("A tree names its shards")
  func tree() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = ReductionTree(shards: 0)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a reduction tree needs at least one shard, not 0
        """), "\(words.text)")
  }
}
