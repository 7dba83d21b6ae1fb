import Sharding
import TestSupport
import Testing

@Suite("The shape of a job", .computing)
struct JobShapeTests {
  private static let shape = JobShape(
    batchSize: 4, shards: 2, trainingExamples: 9, validationExamples: 4, testExamples: 3)

  @Test("says how many steps a pass takes, and how large its batches are")
  func steps() {
    #expect(Phase.allCases.map(Self.shape.steps) == [3, 1, 1])
    #expect(Phase.allCases.map(Self.shape.batchSizes) == [[4, 1], [4], [3]])
    #expect(Self.shape.largestBatch == 4)
    let small = JobShape(batchSize: 1 << 40, shards: 8, testExamples: 5)
    #expect(Phase.allCases.map(small.batchSizes) == [[], [], [5]])
    #expect(Phase.allCases.map(small.steps) == [0, 0, 1])
    #expect(small.largestBatch == 5)
  }

  @Test("takes the batches of every pass, and says what is wrong with others")
  func batches() {
    let shape = Self.shape
    for phase in Phase.allCases {
      for batch in Pass(phase, epoch: 1_048_575, of: shape) {
        #expect(shape.problem(with: batch) == nil)
        #expect(shape.endsPass(batch) == (batch.step == shape.steps(in: phase) - 1))
      }
    }
    func problem(
      _ examples: Range<Int>, _ phase: Phase = .training, step: Int = 0, shards: Int = 2
    ) -> String? {
      shape.problem(
        with: GlobalBatch(phase: phase, epoch: 0, step: step, examples: examples, shards: shards))
    }
    // In whatever order: that is the loop's affair.
    #expect(problem(5..<9, step: 2) == nil)
    #expect(problem(6..<10) == "examples up to 10, where the training split has 9")
    #expect(problem(0..<3) == "a batch of 3 examples, where those of training have 4 or 1")
    #expect(problem(0..<1, .test) == "a batch of 1 examples, where those of test have 3")
    #expect(problem(0..<4, shards: 3) == "3 shards, where batches are cut into 2")
    #expect(problem(0..<4, step: 3) == "step 3, where a pass over the training split has 3")
  }

  @Test("names what is wrong with values from outside")
  func problems() {
    func problem(
      batch: Int = 32, shards: Int = 2, training: Int = 9, validation: Int = 0, test: Int = 0
    ) -> String? {
      JobShape.problem(
        batchSize: batch, shards: shards, trainingExamples: training,
        validationExamples: validation, testExamples: test)
    }
    #expect(problem() == nil)
    #expect(problem(training: 0, test: 1) == nil)
    #expect(problem(batch: 0) == "the batch size must be 1 to 1099511627776, not 0")
    #expect(problem(shards: 65537) == "shards must be 1 to 65536, not 65537")
    #expect(problem(training: -1) == "training examples must be 0 to 1099511627776, not -1")
    #expect(problem(test: -1) == "test examples must be 0 to 1099511627776, not -1")
    #expect(problem(training: 0) == "a job has examples in one split at least")
  }

  @Test("does not overflow at its limits")
  func limits() {
    let most = JobShape.maximumExamples
    let shape = JobShape(
      batchSize: 1, shards: JobShape.maximumShards, trainingExamples: most,
      validationExamples: most, testExamples: most)
    let pass = Pass(.test, epoch: JobShape.maximumEpochs - 1, of: shape)
    #expect(pass.count == most && pass.last?.examples == most - 1..<most)
    #expect(pass.last.flatMap(shape.problem) == nil)
    #expect(PassQueue([pass, pass]).batch(at: 2 * most - 1) == pass.last)
  }
}
