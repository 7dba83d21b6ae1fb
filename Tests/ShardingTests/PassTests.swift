import Sharding
import TestSupport
import Testing

@Suite("A pass over a split", .computing)
struct PassTests {
  private static let shape = JobShape(
    batchSize: 4, shards: 2, trainingExamples: 9, validationExamples: 5, testExamples: 4)

  private static func text(_ batch: GlobalBatch) -> String {
    "\(batch.phase) \(batch.epoch).\(batch.step).\(batch.stage) \(batch.examples)"
  }

  @Test("takes the examples in order, the last batch being short")
  func literal() {
    #expect(
      Pass(.training, epoch: 3, of: Self.shape).map(Self.text) == [
        "training 3.0.0 0..<4", "training 3.1.0 4..<8", "training 3.2.0 8..<9",
      ])
    #expect(
      Pass(.validation, epoch: 3, of: Self.shape).map(Self.text) == [
        "validation 3.0.0 0..<4", "validation 3.1.0 4..<5",
      ])
    #expect(
      Pass(.training, epoch: 0, of: Self.shape, steps: 1..<2).map(Self.text) == [
        "training 0.1.0 4..<8"
      ])
  }

  @Test("goes over each batch in every stage of a training step, and once in an evaluation")
  func stages() {
    let pass = Pass(.training, epoch: 1, of: Self.shape, stages: 2)
    let all = [
      "training 1.0.0 0..<4", "training 1.0.1 0..<4", "training 1.1.0 4..<8",
      "training 1.1.1 4..<8", "training 1.2.0 8..<9", "training 1.2.1 8..<9",
    ]
    #expect(
      pass.map(Self.text) == all
        && pass.map(\.beginsPass) == [true] + Array(repeating: false, count: 5))
    #expect(pass.dropFirst(3).map(Self.text) == Array(all[3...]))
    #expect(
      Pass(.training, epoch: 1, of: Self.shape, stages: 2, steps: 1..<2).map(Self.text)
        == Array(all[2..<4]))
    #expect(Pass(.validation, epoch: 1, of: Self.shape, stages: 2).count == 2)
    let queue = PassQueue([pass.dropFirst(5), Pass(.test, epoch: 1, of: Self.shape, stages: 2)])
    #expect(
      (0..<3).map { queue.batch(at: $0).map(Self.text) } == [
        "training 1.2.1 8..<9", "test 1.0.0 0..<4", nil,
      ])
  }

  @Test(
    "goes through every example once", arguments: [32, 50, 1_000, 1], [1, 100, 333])
  func properties(batchSize: Int, examples: Int) {
    let shape = JobShape(batchSize: batchSize, shards: 3, trainingExamples: examples)
    let pass = Pass(.training, epoch: 0, of: shape)
    #expect(pass.count == shape.steps(in: .training))
    #expect(pass.flatMap { Array($0.examples) } == Array(0..<examples))
    for (step, batch) in pass.enumerated() {
      #expect(batch.step == step && batch.beginsPass == (step == 0))
      #expect(batch.plan == ShardPlan(examples: batch.examples.count, shards: 3))
    }
  }

  @Test("places a node's examples within the split")
  func examplesOfNode() {
    let shape = JobShape(batchSize: 10, shards: 3, trainingExamples: 25)
    let batch = Pass(.training, epoch: 0, of: shape)[2]
    #expect(batch.examples(of: Node(lo: 1, hi: 3)) == 21..<25)
  }

  @Test("is followed by others in a queue, which leaves out those without a batch")
  func queue() {
    let none = Pass(.test, epoch: 0, of: JobShape(batchSize: 1, shards: 1, trainingExamples: 1))
    let passes = [
      Pass(.training, epoch: 0, of: Self.shape), none, Pass(.validation, epoch: 0, of: Self.shape),
    ]
    var queue = PassQueue(passes)
    let all = Array(passes.joined())
    #expect(!queue.isEmpty && queue.count == 5)
    for place in all.indices {
      #expect((0...5 - place).map(queue.batch) == all[place...].map { $0 } + [nil])
      queue.removeFirst()
    }
    #expect(queue.isEmpty && queue.batch(at: 0) == nil && queue == PassQueue([none]))
  }
}
