import ClusterProtocol
import Sharding
import TestSupport

/// Values that several tests need.
enum Samples {
  static let identity = ProgramIdentity(
    tandemVersion: "0.1.0", oneDNNVersion: "2.6.3", program: "digits", weightsDigest: "c0ffee99",
    weightCount: 4)
  static let arithmetic = Arithmetic(
    isa: "avx512", oneDNNVersion: "2.6.3", probeDigest: "0123456789abcdef",
    productsDigest: "fedcba9876543210",
    configuration: ProgramConfiguration(
      digest: "aa55aa55aa55", text: "dense: Dense(units: 5); dropout: Dropout(rate: 0.5); x: 1"))

  static func hello(_ number: Int, _ change: (inout Hello) -> Void = { _ in }) -> Hello {
    var hello = Hello(
      instance: UInt64(number) + 1000, hostName: "host", processID: 100 + number,
      identity: identity, supportedISAs: ["sse41", "avx2", "avx512"], isaIsFixed: false)
    change(&hello)
    return hello
  }

  static let fields = [
    JobField("x", .float32, bytesPerExample: 8), JobField("label", .uint8, bytesPerExample: 1),
  ]

  static func job(_ schedule: JobSchedule) -> JobDescription { job(schedule.shape) }

  static func job(_ shape: JobShape) -> JobDescription {
    JobDescription(
      program: identity.program, seed: 1, shape: shape, isa: arithmetic.isa,
      contributionCount: 3, weightCount: 4, fields: fields)
  }

  static let schedule = JobSchedule(
    epochs: 2, batchSize: 8, shards: 3, trainingExamples: 20, validationExamples: 9,
    testExamples: 5)

  static func configuration(
    _ schedule: JobSchedule = schedule, minimumWorkers: Int = 1
  ) -> CoordinatorMachine.Configuration {
    var configuration = CoordinatorMachine.Configuration(
      job: job(schedule.shape), jobID: 77, incarnation: 3, identity: identity,
      arithmetic: arithmetic,
      metricParts: [.sum, .count, .sum, .extreme], hostName: "host", minimumWorkers: minimumWorkers)
    configuration.trainingWindow = 2
    return configuration
  }

  static func peer(_ number: Int) -> PeerID { PeerID(bytes: [0, UInt8(number)]) }

  static func offer(gradientSlots: Int) -> SharedMemoryOffer {
    SharedMemoryOffer(
      token: 1, processID: 1, weightsDescriptor: 3, gradientsDescriptor: 4,
      gradientSlots: gradientSlots, mailboxDescriptor: 5, workSlotBytes: 8192, coordinatorBell: 6,
      workerBell: 7)
  }

  /// The same with counters.
  static func counting(_ weights: Weights) -> Weights {
    var weights = weights
    weights.counters = [1 << 40, -1, 0, .min]
    return weights
  }

  /// The same with counters.
  private static func counting(_ result: WorkResult) -> WorkResult {
    var result = result
    result.counters = [1, -1, 0, .max]
    (result.loss, result.denominators) = (Double.nan.bitPattern, [1 << 63, .max])
    return result
  }

  /// One of each message.
  /// The numbers of a sum, a count, a sum and a largest.
  static let metrics: [UInt64] = [Double(1).bitPattern, 2, 0, Double(5).bitPattern]

  static let messages: [Message] = [
    .hello(hello(1)),
    .hello(
      hello(2) {
        $0.name = "näme"; $0.isaIsFixed = true
      }),
    .welcome(Welcome(worker: 4, job: job(schedule.shape))),
    .welcome(
      Welcome(worker: 0, job: job(JobShape(batchSize: 7, shards: 1, testExamples: 9)))),
    .ready(Ready(arithmetic: arithmetic)),
    .refused(Refused(.program, worker: "digits", job: "autoencoder")),
    .weights(Weights(version: 12)),
    .weights(counting(Weights(version: 13, slot: 0))),
    .work(Work(round: schedule[5], node: Node(lo: 2, hi: 3))),
    .work(
      Work(
        round: Round(
          index: 1 << 60,
          batch: GlobalBatch(
            phase: .test, epoch: (1 << 20) - 1, step: 1 << 40, stage: 1023,
            examples: (1 << 40) - 1..<(1 << 41) - 1, shards: 1 << 16), weightsVersion: 1 << 60),
        node: Node(shard: 65_535), attempt: 3)),
    .result(
      WorkResult(
        round: 5, node: Node(lo: 0, hi: 2), weightsVersion: 5,
        metrics: [(-0.5).bitPattern, 32, Double.infinity.bitPattern, .max],
        timings: .init(
          waitNanoseconds: 12, computeNanoseconds: 34, sendNanoseconds: 56, otherNanoseconds: 78))),
    .result(
      counting(WorkResult(round: 6, node: Node(shard: 1), weightsVersion: 6, metrics: []))),
    .heartbeat(Heartbeat(sequence: 1, progress: 2, round: 3)),
    .goodbye(Goodbye(reason: "interrupted")), .abandon(Abandon(reason: "worker 2 died")),
    .cancel(Cancel(firstRound: 7)),
    .finish(Finish()),
  ]
}
