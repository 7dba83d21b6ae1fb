import Sharding
import TestSupport
import Testing

@testable import ClusterProtocol

@Suite("The placement of workers on a machine's processors", .computing)
struct PlacementTests {
  /// A round for each worker; the coordinator is told where each has computed, and says who is to move.
  private struct Harness {
    private var harness: CoordinatorHarness
    private var round = 0

    init(hosts: [String], processors: Int) {
      harness = CoordinatorHarness(
        JobSchedule(
          epochs: 1, batchSize: 8, shards: hosts.count, trainingExamples: 8_000,
          validationExamples: 0, testExamples: 0), minimumWorkers: hosts.count)
      for (number, host) in hosts.enumerated() {
        let hello = Samples.hello(number + 1) {
          $0.hostName = host
          $0.processorCount = processors
        }
        _ = harness.send(.hello(hello), from: number + 1)
        _ = harness.send(.ready(Ready(arithmetic: Samples.arithmetic)), from: number + 1)
      }
    }

    /// - Returns: The workers that are told to move, from 0.
    mutating func run(on processors: [Int?]) -> [Int] {
      var moved: [Int] = []
      for (number, processor) in processors.enumerated() {
        let actions = harness.answer(round, Node(shard: number), from: number + 1) {
          $0.processor = processor
        }
        for sent in actions.sent {
          if case .weights(let weights) = sent.message, weights.isCrowded {
            moved.append(sent.peer - 1)
          }
        }
      }
      round += 1
      return moved
    }
  }

  @Test("tells the later of two workers to move that share a processor for some rounds, then rests")
  func sharing() {
    var harness = Harness(hosts: ["a", "a"], processors: 2)
    for _ in 1..<Placement.patience { #expect(harness.run(on: [1, 1]) == []) }
    #expect(harness.run(on: [1, 1]) == [1])
    for _ in 0..<Placement.rest { #expect(harness.run(on: [1, 1]) == []) }
    for _ in 1..<Placement.patience { #expect(harness.run(on: [1, 1]) == []) }
    #expect(harness.run(on: [1, 1]) == [1])
  }

  @Test("minds nobody who shares a processor for a moment")
  func moments() {
    var harness = Harness(hosts: ["a", "a"], processors: 2)
    for round in 0..<50 {
      let isShared = round % Placement.patience != 0
      #expect(harness.run(on: [1, isShared ? 1 : 0]) == [])
    }
  }

  @Test("minds nobody on different machines, without a processor to spare, or of unknown place")
  func needless() {
    for (hosts, processors, places) in [
      (["a", "b"], 2, [1, 1]), (["a", "a"], 1, [0, 0]), (["a", "a"], 0, [0, 0]),
      (["a", "a", "a"], 2, [0, 0, 1]), (["a", "a"], 2, [nil, nil]),
    ] as [([String], Int, [Int?])] {
      var harness = Harness(hosts: hosts, processors: processors)
      for _ in 0..<20 { #expect(harness.run(on: places) == []) }
    }
  }

  @Test("survives the wire")
  func wire() throws {
    var result = WorkResult(round: 0, node: Node(shard: 0), weightsVersion: 0, metrics: [])
    result.processor = 3
    let messages: [Message] = [
      .hello(Samples.hello(1) { $0.processorCount = 128 }), .result(result),
      .weights(Weights(version: 2, isCrowded: true)),
    ]
    for message in messages {
      let envelope = Envelope(jobID: 1, incarnation: 1, message: message)
      #expect(try WireCodec.decode(WireCodec.encode(envelope)) == envelope)
    }
    result.processor = 1 << 40
    let wild = Envelope(jobID: 1, incarnation: 1, message: .result(result))
    #expect(throws: WireError.self) { try WireCodec.decode(WireCodec.encode(wild)) }
  }
}
