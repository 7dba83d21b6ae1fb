import Sharding
import TestSupport
import Testing

@testable import ClusterProtocol

/// What anybody may send, and what comes of it.
@Suite("A coordinator among strangers", .computing)
struct CoordinatorStrangersTests {
  private let whole = Node(lo: 0, hi: 3)

  private static func malformed(_ bytes: [UInt8] = [0xFF]) -> WireError {
    do throws(WireError) {
      _ = try WireCodec.decode(bytes)
      preconditionFailure("\(bytes) are a message")
    } catch { return error }
  }

  @Test("cuts off who sends what is no message three times, and takes no harm from others' garbage")
  func malformed() {
    var harness = CoordinatorHarness()
    _ = harness.join(1)
    let garbage = Self.malformed()
    for number in 2..<100 {
      let peer = Samples.peer(number)
      for _ in 0..<2 {
        #expect(!harness.handle(.malformed(garbage, from: peer)).contains(.cut(peer)))
      }
      #expect(harness.handle(.malformed(garbage, from: peer)).last == .cut(peer))
    }
    #expect(harness.machine.statistics.cutOff == 98)
    #expect(harness.machine.isOpen && harness.machine.workers.count == 1)
  }

  @Test("forgives with time")
  func forgiving() {
    var harness = CoordinatorHarness()
    _ = harness.join(1)
    for _ in 0..<20 {
      #expect(!harness.handle(.malformed(Self.malformed(), from: Samples.peer(1))).hasCut)
      #expect(!harness.pass(.seconds(3), alive: [1]).hasCut)
    }
  }

  @Test(
    "hands what a worker has not answered to the others when it cuts it off, and keeps the rest")
  func handingOver() {
    var harness = CoordinatorHarness(CoordinatorRoundTests.training, minimumWorkers: 2)
    _ = harness.join(1) + harness.join(2)
    // Of rounds 0 and 1 worker 2 has shards 1 and 2; it answers one of them.
    #expect(harness.answer(0, Node(shard: 1), from: 2).count == 1)
    let lost = harness.machine.workers[1]
    var actions: [CoordinatorMachine.Action] = []
    for _ in 0..<3 {
      actions += harness.handle(.malformed(Self.malformed(), from: Samples.peer(2)))
    }
    #expect(actions.contains(.cut(Samples.peer(2))))
    #expect(actions.contains { if case .left(lost, .misbehaved) = $0 { true } else { false } })
    #expect(actions.failure == nil)
    #expect(actions.sent.map(\.peer) == [1, 1, 1])
    #expect(
      actions.sent.map(\.message) == [
        .work(Work(round: harness.schedule[0], node: Node(shard: 2), attempt: 1)),
        .work(Work(round: harness.schedule[1], node: Node(shard: 1), attempt: 1)),
        .work(Work(round: harness.schedule[1], node: Node(shard: 2), attempt: 1)),
      ])
    // A result of the one that is gone is nobody's.
    #expect(!harness.answer(0, Node(shard: 2), from: 2).contains { $0.isStore })
    _ = harness.answer(0, Node(shard: 0), from: 1)
    let completed = harness.answer(0, Node(shard: 2), from: 1)
    #expect(completed.completed == [0])
    // The next rounds are the remaining worker's alone.
    #expect(completed.roundsOfWork == [2])
  }

  @Test("gives the job up when the last worker is cut off")
  func lastWorker() {
    var harness = CoordinatorHarness()
    _ = harness.join(1)
    let actions = harness.handle(.cutOff(Samples.peer(1), reason: "a reason"))
    #expect(
      actions.failure
        == .workerDied(name: "worker 1 (process 101 on host)", .misbehaved("a reason")))
  }

  @Test("sends no refusal to a worker over whose connection another version comes")
  func otherVersion() {
    var harness = CoordinatorHarness()
    _ = harness.join(1)
    let error = Self.malformed([0x08, 0x09])
    #expect(error.code == .protocolVersion(9))
    let actions = harness.handle(.malformed(error, from: Samples.peer(1)))
    #expect(actions == [.notice(.dropped(.malformed, from: Samples.peer(1)))])
    #expect(harness.handle(.malformed(error, from: Samples.peer(2))).refusal?.worker == "9")
  }

  @Test("lets few be about to join, admits whoever is ready, and forgets who never gets there")
  func joining() {
    var harness = CoordinatorHarness { $0.maximumJoining = 3 }
    for number in 1...3 { _ = harness.send(.hello(Samples.hello(number)), from: number) }
    let tooMany = harness.send(.hello(Samples.hello(4)), from: 4)
    #expect(tooMany == [.notice(.dropped(.tooManyJoining, from: Samples.peer(4)))])
    let ready = Ready(arithmetic: Samples.arithmetic)
    _ = harness.send(.ready(ready), from: 2)
    #expect(harness.machine.workers.map(\.number) == [1])
    // There is room again, once.
    #expect(harness.send(.hello(Samples.hello(4)), from: 4).sent.count == 1)
    #expect(harness.send(.hello(Samples.hello(5)), from: 5).sent.isEmpty)
    // Whoever goes on giving signs of life, and never is ready, gives way after a time.
    _ = harness.pass(.seconds(8), alive: [1, 2, 3, 4])
    let actions = harness.send(.hello(Samples.hello(5)), from: 5)
    #expect(actions.first == .forget(worker: 0))
    #expect(actions.sent.map(\.peer) == [5])
    #expect(harness.machine.takesPart(Samples.peer(2)))
  }

  @Test("gives the number of who never took part again, and never that of a worker")
  func numbers() {
    var harness = CoordinatorHarness()
    _ = harness.join(1)
    for number in 2..<200 {
      let actions = harness.send(.hello(Samples.hello(number)), from: number)
      #expect(actions.sent.first?.message == .welcome(.init(worker: 1, job: harness.job)))
      _ = harness.handle(.unreachable(Samples.peer(number)))
    }
    _ = harness.join(200)
    #expect(harness.machine.workers.map(\.number) == [0, 1])
    _ = harness.handle(.cutOff(Samples.peer(200), reason: ""))
    let actions = harness.send(.hello(Samples.hello(201)), from: 201)
    #expect(actions.sent.first?.message == .welcome(.init(worker: 2, job: harness.job)))
  }

  @Test("cuts off who joins and leaves in turn, and bears with who does so once")
  func joinAndLeave() {
    var harness = CoordinatorHarness(minimumWorkers: 9)
    let goodbye = Message.goodbye(Goodbye(reason: "no"))
    _ = harness.join(1)
    #expect(!harness.send(goodbye, from: 1).hasCut)
    let turns = (0..<10).map { _ in
      _ = harness.join(2)
      return harness.send(goodbye, from: 2).hasCut
    }
    #expect(turns.contains(true))
  }

  @Test("bears with heaps of Hellos and heartbeats that waited, and not with an endless flood")
  func greetings() {
    var harness = CoordinatorHarness()
    _ = harness.join(1)
    let heartbeat = Message.heartbeat(Heartbeat(sequence: 0, progress: 0, round: 0))
    for _ in 0..<1000 {
      #expect(!harness.send(.hello(Samples.hello(1)), from: 1).hasCut)
      #expect(!harness.send(heartbeat, from: 1).hasCut)
    }
    _ = harness.send(.hello(Samples.hello(2)), from: 2)
    let floods = (0..<3000).map { _ in harness.send(heartbeat, from: 2).hasCut }
    #expect(floods.contains(true))
  }

  @Test("counts nobody's silence while messages wait to be read")
  func behind() {
    var harness = CoordinatorHarness()
    _ = harness.join(1)
    for _ in 0..<20 {
      #expect(harness.handle(.behind).isEmpty)
      #expect(harness.pass(.seconds(5)).failure == nil)
    }
    #expect(harness.pass(.seconds(7)).failure != nil)
  }

  @Test("says who holds a round that does not move, less and less often")
  func held() {
    var harness = CoordinatorHarness(CoordinatorRoundTests.training, minimumWorkers: 2)
    _ = harness.join(1) + harness.join(2)
    _ = harness.answer(0, Node(shard: 0), from: 1)
    let holder = harness.machine.workers[1]
    let notices = harness.pass(.seconds(75), alive: [1, 2]).compactMap { action in
      if case .notice(.held(let round, let workers, let time)) = action {
        (round, workers, time.components.seconds)
      } else {
        nil
      }
    }
    #expect(notices.map(\.0) == [0, 0, 0])
    #expect(notices.allSatisfy { $0.1 == [holder] })
    #expect(notices.map(\.2) == [10, 20, 40])
    _ = harness.answer(0, Node(shard: 1), from: 2)
    _ = harness.answer(0, Node(shard: 2), from: 2)
    let later = harness.pass(.seconds(11), alive: [1, 2])
    #expect(later.contains { if case .notice(.held(round: 1, _, _)) = $0 { true } else { false } })
  }
}

extension CoordinatorHarness {
  fileprivate var job: JobDescription { machine.configuration.job }
}

extension CoordinatorMachine.Action {
  fileprivate var isStore: Bool { if case .storeResult = self { true } else { false } }
}
