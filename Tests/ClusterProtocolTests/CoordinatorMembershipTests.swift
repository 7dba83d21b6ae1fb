import ClusterProtocol
import Sharding
import TestSupport
import Testing

@Suite("A coordinator among its workers", .computing)
struct CoordinatorMembershipTests {
  @Test("starts once enough workers are ready, and numbers them as they come")
  func start() {
    var harness = CoordinatorHarness(minimumWorkers: 2)
    #expect(!harness.join(4).contains(.notice(.started(workers: 1))))
    #expect(harness.machine.state == .gathering)
    let actions = harness.join(2)
    #expect(actions.contains(.notice(.started(workers: 2))))
    #expect(harness.machine.state == .running)
    #expect(harness.machine.workers.map(\.name) == ["worker 1", "worker 2"])
    #expect(harness.machine.workers.map(\.processID) == [104, 102])
  }

  @Test("answers a Hello that comes again, without another number")
  func repeatedHello() {
    var harness = CoordinatorHarness(minimumWorkers: 2)
    let first = harness.send(.hello(Samples.hello(1)), from: 1)
    #expect(harness.send(.hello(Samples.hello(1)), from: 1) == first)
    #expect(
      first.sent.map(\.message) == [
        .welcome(Welcome(worker: 0, job: harness.machine.configuration.job))
      ])
  }

  static let misfits: [(Refused, @Sendable (inout Hello) -> Void)] = [
    (
      Refused(.tandemVersion, worker: "0.2.0", job: "0.1.0"),
      { $0.identity.tandemVersion = "0.2.0" }
    ),
    (Refused(.program, worker: "cartpole", job: "digits"), { $0.identity.program = "cartpole" }),
    (
      Refused(
        .weights, worker: "5 weights of digest c0ffee99", job: "4 weights of digest c0ffee99"),
      { $0.identity.weightCount = 5 }
    ),
    (
      Refused(
        .weights, worker: "4 weights of digest deadbeef", job: "4 weights of digest c0ffee99"),
      { $0.identity.weightsDigest = "deadbeefdeadbeef" }
    ),
    (
      Refused(.instructionSet, worker: "sse41 or avx2", job: "avx512"),
      { $0.supportedISAs = ["sse41", "avx2"] }
    ),
    (
      Refused(.instructionSet, worker: "avx2 and cannot change it", job: "avx512"),
      {
        $0.supportedISAs = ["avx2"]
        $0.isaIsFixed = true
      }
    ),
  ]

  @Test("turns away a worker that does not fit, naming both values", arguments: misfits.indices)
  func refusals(index: Int) {
    let (expected, change) = Self.misfits[index]
    var harness = CoordinatorHarness()
    let hello = Samples.hello(1, change)
    let actions = harness.send(.hello(hello), from: 1)
    #expect(actions.refusal == expected)
    #expect(actions.contains(.refused(Samples.peer(1), hello, expected)))
    #expect(expected.problem.contains(expected.worker) && expected.problem.contains(expected.job))
    // Answered again, told once.
    #expect(harness.send(.hello(hello), from: 1).count == 1)
    #expect(harness.send(.ready(Ready(arithmetic: Samples.arithmetic)), from: 1).count == 1)
    #expect(harness.machine.statistics.dropped[.unknownPeer] == 1)
  }

  @Test("turns away a worker whose products differ, but not one whose oneDNN alone does")
  func arithmetic() {
    var harness = CoordinatorHarness(minimumWorkers: 3)
    _ = harness.send(.hello(Samples.hello(1)), from: 1)
    var other = Samples.arithmetic
    other.oneDNNVersion = "3.1.0"
    #expect(harness.send(.ready(Ready(arithmetic: other)), from: 1).refusal == nil)
    _ = harness.send(.hello(Samples.hello(2)), from: 2)
    other.probeDigest = "ffff"
    other.productsDigest = "eeee"
    other.configuration.digest = "dddd"
    let refusal = harness.send(.ready(Ready(arithmetic: other)), from: 2).refusal
    #expect(refusal?.code == .arithmetic)
    #expect(refusal?.worker == "avx512, oneDNN 3.1.0, probe products eeee")
    #expect(refusal?.job == "avx512, oneDNN 2.6.3, probe products fedcba98")
    #expect(harness.machine.workers.count == 1)
  }

  static let programs:
    [(
      change: @Sendable (inout Arithmetic) -> Void, code: Refused.Code, worker: String, job: String
    )] =
      [
        (
          {
            $0.configuration = .init(
              digest: "bb", text: "dense: Dense(units: 5); dropout: Dropout(rate: 0.3); x: 1")
          },
          .configuration, "dropout: Dropout(rate: 0.3)", "dropout: Dropout(rate: 0.5)"
        ),
        (
          {
            $0.configuration = .init(
              digest: "bb", text: "dense: Dense(units: 5); dropout: Dropout(rate: 0.5)")
          },
          .configuration, "nothing more", "x: 1"
        ),
        (
          { $0.configuration.digest = "bb55bb55bb55" },
          .configuration, "a configuration of digest bb55bb55", "one of aa55aa55"
        ),
        ({ _ in }, .steps, "steps of digest ffff", "of 01234567"),
      ]

  @Test(
    "tells a program that differs from an arithmetic that does, and says in what it differs",
    arguments: programs.indices)
  func otherProgram(index: Int) {
    let (change, code, worker, job) = Self.programs[index]
    var harness = CoordinatorHarness()
    _ = harness.send(.hello(Samples.hello(1)), from: 1)
    var other = Samples.arithmetic
    change(&other)
    // A text that differs where no bit does turns nobody away.
    var twin = harness
    #expect(twin.send(.ready(Ready(arithmetic: other)), from: 1).refusal == nil)
    other.probeDigest = "ffff"
    let refusal = harness.send(.ready(Ready(arithmetic: other)), from: 1).refusal
    #expect(refusal == Refused(code, worker: worker, job: job))
    #expect(refusal?.remedy.contains("oneDNN") == false)
  }

  @Test("answers another version of the protocol with the versions of both")
  func protocolVersion() throws {
    var harness = CoordinatorHarness()
    // Field 1, varint 9: version 9, and nothing else that matters.
    let error = #expect(throws: WireError.self) { try WireCodec.decode([0x08, 0x09]) }
    let actions = harness.handle(.malformed(try #require(error), from: Samples.peer(1)))
    let refusal = Refused(.protocolVersion, worker: "9", job: "\(WireCodec.protocolVersion)")
    #expect(actions.refusal == refusal)
    #expect(actions.contains(.notice(.refusedVersion(refusal, from: Samples.peer(1)))))
    let again = harness.handle(.malformed(try #require(error), from: Samples.peer(2)))
    #expect(again == [.send(.refused(refusal), to: Samples.peer(2), payload: .none)])
    #expect(harness.machine.statistics.refusals == 2)
  }

  @Test("tells of few refusals for each reason, however many call")
  func bounded() {
    var harness = CoordinatorHarness()
    var told = 0
    for number in 1...100 {
      var hello = Samples.hello(number)
      hello.identity.program = "another"
      let actions = harness.send(.hello(hello), from: number)
      #expect(actions.refusal?.code == .program)
      told += actions.count { if case .refused = $0 { true } else { false } }
    }
    #expect(told == 16)
    #expect(harness.machine.statistics.refusals == 100)
  }

  @Test("takes no more workers than it may, and none when the job is over")
  func fullAndOver() {
    var harness = CoordinatorHarness { $0.maximumWorkers = 1 }
    _ = harness.join(1)
    #expect(harness.send(.hello(Samples.hello(2)), from: 2).refusal?.code == .full)
    _ = harness.handle(.interrupted)
    #expect(harness.send(.hello(Samples.hello(3)), from: 3).refusal?.code == .over)
  }

  @Test("loses a worker whose mailbox lies, and nobody for the mailbox of who is gone")
  func brokenMailbox() {
    var harness = CoordinatorHarness(minimumWorkers: 2)
    _ = harness.join(1) + harness.join(2)
    #expect(harness.handle(.mailboxBroken(Samples.peer(9))).isEmpty)
    let worker = harness.machine.workers[1]
    let actions = harness.handle(.mailboxBroken(Samples.peer(2)))
    #expect(actions.first == .left(worker, .brokenMailbox))
    // What it had goes to the other one.
    #expect(actions.failure == nil)
    #expect(actions.sent.map(\.peer) == [1, 1, 1, 1])
    #expect(
      harness.handle(.mailboxBroken(Samples.peer(1))).failure
        == .workerDied(name: "worker 1 (process 101 on host)", .brokenMailbox))
  }

  @Test("counts one worker less if one leaves before the start")
  func leavesEarly() {
    var harness = CoordinatorHarness(minimumWorkers: 2)
    _ = harness.join(1)
    let actions = harness.send(.goodbye(Goodbye(reason: "interrupted")), from: 1)
    #expect(actions.failure == nil)
    #expect(harness.machine.workers.isEmpty)
    _ = harness.join(2)
    #expect(harness.machine.state == .gathering)
    _ = harness.join(3)
    #expect(harness.machine.state == .running)
    #expect(harness.machine.workers.map(\.name) == ["worker 2", "worker 3"])
  }

  @Test("counts a worker once that comes again over another connection before the start")
  func reconnects() {
    var harness = CoordinatorHarness(minimumWorkers: 2)
    _ = harness.join(1)
    _ = harness.send(.hello(Samples.hello(1)), from: 9)
    _ = harness.send(.ready(Ready(arithmetic: Samples.arithmetic)), from: 9)
    #expect(harness.machine.workers.count == 1)
    #expect(harness.machine.state == .gathering)
  }

  @Test(
    "gives the job up when a worker is lost, and names it",
    arguments: [
      LossCause.goodbye("interrupted"), .unreachable, .reconnected,
      .processEnded("killed by signal 9"),
    ])
  func loss(cause: LossCause) {
    var harness = CoordinatorHarness(minimumWorkers: 2)
    _ = harness.join(1) + harness.join(2)
    let lost = harness.machine.workers[1]
    let actions =
      switch cause {
      case .goodbye(let reason): harness.send(.goodbye(Goodbye(reason: reason)), from: 2)
      case .unreachable: harness.handle(.unreachable(Samples.peer(2)))
      case .reconnected: harness.send(.hello(Samples.hello(2)), from: 9)
      case .processEnded(let description):
        harness.handle(.processEnded(processID: 102, description: description))
      case .silent, .misbehaved, .brokenMailbox: harness.pass(.seconds(7), alive: [1])
      }
    let name = "worker 2 (process 102 on host)"
    #expect(actions.failure == .workerDied(name: name, cause))
    #expect(actions.contains(.left(lost, cause)))
    #expect(actions.sent.map(\.peer) == [1])
    #expect(actions.sent.first?.message == .abandon(Abandon(reason: "\(name) \(cause)")))
  }

  @Test("says nothing of those who come and go without taking part")
  func passersBy() {
    var harness = CoordinatorHarness(minimumWorkers: 1)
    _ = harness.join(1)
    for number in 2..<50 {
      _ = harness.send(.hello(Samples.hello(number)), from: number)
      #expect(!harness.machine.takesPart(Samples.peer(number)))
      let actions = harness.handle(.unreachable(Samples.peer(number)))
      #expect(actions == [.forget(worker: 1)])
    }
    #expect(harness.machine.takesPart(Samples.peer(1)))
    #expect(harness.machine.statistics.passersBy == 48)
  }

  @Test("gives the job up when a launched process ends before it said anything")
  func launchFails() {
    var harness = CoordinatorHarness(minimumWorkers: 2)
    let actions = harness.handle(.processEnded(processID: 4711, description: "exit status 2"))
    #expect(
      actions.failure
        == .workerDied(name: "worker process 4711", .processEnded("exit status 2")))
  }

  @Test("finds a silent worker within its time, and bears with one that is heard of")
  func silence() {
    var harness = CoordinatorHarness(minimumWorkers: 2)
    _ = harness.join(1) + harness.join(2)
    #expect(harness.pass(.seconds(30), alive: [1, 2]).failure == nil)
    #expect(harness.pass(.milliseconds(5900), alive: [1]).failure == nil)
    let failure = harness.pass(.milliseconds(200), alive: [1]).failure
    #expect(
      failure
        == .workerDied(name: "worker 2 (process 102 on host)", .silent(.milliseconds(6100))))
  }

  @Test("does not blame the workers when it stood still itself")
  func stall() {
    var harness = CoordinatorHarness()
    _ = harness.join(1)
    _ = harness.handle(.tick)
    harness.now = harness.now.advanced(by: .seconds(60))
    #expect(harness.handle(.tick).failure == nil)
    #expect(harness.pass(.seconds(7)).failure != nil)
  }

  @Test("says every ten seconds that it waits, and ends at the time limit")
  func waiting() {
    var harness = CoordinatorHarness(minimumWorkers: 2) { $0.joinTimeout = .seconds(25) }
    _ = harness.join(1)
    let actions = harness.pass(.seconds(24), alive: [1])
    #expect(actions.count { $0 == .notice(.waitingForWorkers(ready: 1, minimum: 2)) } == 2)
    #expect(actions.sent.count == 24)
    #expect(
      harness.pass(.seconds(2), alive: [1]).failure
        == .joinTimeout(joined: 1, minimum: 2, after: .seconds(25)))
  }

  @Test("counts neither a worker that is setting up as missing, nor time in which it stood still")
  func patientGathering() {
    var harness = CoordinatorHarness(minimumWorkers: 2) { $0.joinTimeout = .seconds(25) }
    _ = harness.pass(.seconds(20))
    harness.now = harness.now.advanced(by: .seconds(60))
    #expect(harness.pass(.seconds(4)).failure == nil)
    _ = harness.send(.hello(Samples.hello(1)), from: 1)
    _ = harness.send(.hello(Samples.hello(2)), from: 2)
    #expect(harness.pass(.seconds(60), alive: [1, 2]).failure == nil)
    #expect(harness.machine.state == .gathering)
  }

  @Test("tells everybody why it cannot go on")
  func aborted() {
    var harness = CoordinatorHarness()
    _ = harness.join(1)
    let actions = harness.handle(.aborted("a gradient is not finite"))
    #expect(actions.failure == .aborted("a gradient is not finite"))
    #expect(actions.sent.map(\.message) == [.abandon(Abandon(reason: "a gradient is not finite"))])
  }

  @Test("tells everybody when it is interrupted, and does nothing more")
  func interrupted() {
    var harness = CoordinatorHarness(minimumWorkers: 3)
    _ = harness.join(1) + harness.send(.hello(Samples.hello(2)), from: 2)
    let actions = harness.handle(.interrupted)
    #expect(actions.sent.map(\.peer) == [1, 2])
    #expect(actions.failure == .interrupted)
    #expect(harness.pass(.seconds(10)).isEmpty)
    #expect(harness.handle(.interrupted).isEmpty)
  }
}
