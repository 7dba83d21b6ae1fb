import ClusterProtocol
import Sharding
import TensorCore
import TestSupport
import Testing
import Training

@testable import Cluster

@Suite("Examples of any fields", .blocking)
struct FieldTravelTests {
  typealias Transport = ClusterHarness.Transport

  /// Uneven shards, and more of them than workers.
  private static func harness(_ transport: Transport, _ examples: ExampleSplits) -> ClusterHarness {
    var harness = ClusterHarness(transport: transport, examples: examples)
    harness.job = JobConfiguration(epochs: 3, batchSize: 16, shards: 3, seed: 5)
    return harness
  }

  @Test(
    "give the same bits on workers as in one process, shuffled or not",
    arguments: Transport.allCases,
    [false, true])
  func letters(transport: Transport, isShuffled: Bool) async throws {
    let program = LetterProgram()
    let harness = Self.harness(
      transport,
      ExampleSplits(
        training: try program.examples(90, seed: 1), validation: try program.examples(20, seed: 2),
        test: try program.examples(11, seed: 3), isShuffled: isShuffled))
    #expect(try await harness.run(program) == harness.single(program))
  }

  @Test("as a table has them, shuffled by the program", arguments: Transport.allCases)
  func table(transport: Transport) async throws {
    let directory = try ScratchDirectory()
    let path = try directory.file("flowers.csv", holding: Array(TableProgram.table(rows: 80).utf8))
    let program = TableProgram()
    let splits = try program.data(.path(path))
    let examples = try splits.examples()
    #expect((examples.training.count, examples.validation.count) == (64, 16))
    #expect(examples.isShuffled && splits.origin.name == "flowers")
    let harness = Self.harness(transport, examples)
    #expect(try await harness.run(program) == harness.single(program))
  }

  @Test("may be numbers only, from which a world is drawn", arguments: Transport.allCases)
  func numbers(transport: Transport) async throws {
    let program = NumberProgram()
    let splits = try program.data(.auto)
    #expect(splits.training.count == 1_000)
    var harness = Self.harness(transport, try splits.examples(limit: 70))
    harness.job.epochs = 2
    let bits = try await harness.run(program)
    #expect(try bits == harness.single(program))
    harness.job.seed = 6
    #expect(try bits != harness.single(program))
  }

  @Test(
    "go through the training examples in another order each epoch, and through others as they lie")
  func order() throws {
    let examples = RandomExamples.splits(training: 40, validation: 10, test: 5)
    var reader = ExampleReader(
      ExampleSplits(
        training: examples.training, validation: examples.validation, test: examples.test,
        isShuffled: true), seed: 3)
    func bytes(_ set: ExampleSet) -> [UInt8] { set.columns[0].values }
    let first = bytes(reader.examples(of: .training, epoch: 0, 0..<40))
    let second = bytes(reader.examples(of: .training, epoch: 1, 0..<40))
    let order = ShuffledOrder(count: 40, seed: 3, epoch: 0)
    #expect(first == bytes(examples.training.rows(at: order)))
    #expect(second != first && second != bytes(examples.training))
    // What is sent ahead may be of the epoch before.
    #expect(
      bytes(reader.examples(of: .training, epoch: 0, 10..<14))
        == bytes(examples.training.rows(at: order[10..<14])))
    #expect(
      bytes(reader.examples(of: .validation, epoch: 0, 0..<10)) == bytes(examples.validation))
    #expect(bytes(reader.examples(of: .test, epoch: 0, 0..<5)) == bytes(examples.test))
  }

  @Test("that differ between job and worker are refused by name")
  func differences() {
    let own = JobField.fields(of: LetterProgram().fields)
    #expect(JobField.difference(ofJob: own, from: own) == nil)
    var job = own
    job[1].dtype = .int32
    job[1].bytesPerExample = 4
    #expect(
      JobField.difference(ofJob: job, from: own)
        == "the job's examples have the field 'letter' of 4 bytes as int32, "
        + "this worker's program 'letter' of 1 bytes as uint8")
    #expect(
      JobField.difference(ofJob: [own[0]], from: own)
        == "the job's examples do not have the field 'letter' of 1 bytes as uint8 of this "
        + "worker's program")
    #expect(
      JobField.difference(ofJob: own, from: [own[0]])
        == "the job's examples have the field 'letter' of 1 bytes as uint8, "
        + "which this worker's program does not")
    #expect(
      JobField.difference(ofJob: own.reversed(), from: own)
        == "the job's examples have the fields of this worker's program in another order")
    #expect(JobField.difference(ofJob: [], from: []) == nil)
  }

  @Test("that the program takes otherwise end the worker, with the field")
  func otherRange() async throws {
    let shape = JobShape(batchSize: 4, shards: 1, trainingExamples: 4)
    let round = Round(index: 0, batch: Pass(.training, epoch: 0, of: shape)[0], weightsVersion: 0)
    let staged = StagedWorker(LetterProgram(), shape) { fake in
      fake.job.program = LetterProgram.name
      _ = try fake.awaitHello()
      try fake.welcome()
      _ = try fake.hear { if case .ready = $0 { true } else { false } }
      try fake.send(
        .work(Work(round: round, node: Node(shard: 0))),
        payload: [[UInt8](repeating: 0, count: 4 * 64), [1, 26, 0, 5]])
      return try fake.awaitGoodbye()
    }
    #expect(
      try await staged.coordinator.get()
        == "the number 0 of round 0 is none of the field letter: uint8[] in 1...26")
  }
}
