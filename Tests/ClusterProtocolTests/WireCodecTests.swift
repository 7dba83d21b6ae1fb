import Sharding
import TestSupport
import Testing

@testable import ClusterProtocol

@Suite("The codec", .computing)
struct WireCodecTests {
  static func envelope(_ message: Message, payloadSizes: [Int] = []) -> Envelope {
    Envelope(jobID: .max, incarnation: 2, message: message, payloadSizes: payloadSizes)
  }

  static func code(_ bytes: [UInt8], payloadSizes: [Int] = []) -> WireError.Code? {
    do throws(WireError) {
      _ = try WireCodec.decode(bytes, payloadSizes: payloadSizes)
      return nil
    } catch { return error.code }
  }

  @Test("gives every message back as it was", arguments: Samples.messages)
  func roundTrip(message: Message) throws {
    let envelope = Self.envelope(message, payloadSizes: [1_628_200, 0])
    let bytes = WireCodec.encode(envelope)
    #expect(try WireCodec.decode(bytes, payloadSizes: [1_628_200, 0]) == envelope)
    #expect(try WireCodec.peekVersion(bytes) == WireCodec.protocolVersion)
  }

  @Test(
    "refuses payload frames other than those announced", arguments: [[], [4], [8, 4], [4, 8, 0]])
  func payloadMismatch(sizes: [Int]) {
    let bytes = WireCodec.encode(Self.envelope(.finish(Finish()), payloadSizes: [4, 8]))
    #expect(Self.code(bytes, payloadSizes: sizes) == .payloadMismatch)
    #expect(Self.code(bytes, payloadSizes: [4, 8]) == nil)
  }

  @Test("tells another version of the protocol from garbage, whatever it says beyond")
  func otherVersion() throws {
    var wire = Tandem_V1_Envelope()
    wire.protocolVersion = 9
    // Field 30, of a kind this version knows nothing of.
    let bytes: [UInt8] = try wire.serializedBytes() + [0xF2, 0x01, 0x03, 1, 2, 3]
    #expect(try WireCodec.peekVersion(bytes) == 9)
    #expect(Self.code(bytes) == .protocolVersion(9))
    #expect(Self.code([]) == .notAnEnvelope)
    #expect(Self.code([0xFF, 0xFF, 0xFF]) == .notAnEnvelope)
  }

  @Test("refuses an envelope beyond its size, or without a message")
  func sizeAndMessage() throws {
    #expect(
      Self.code(Array(repeating: 0, count: WireCodec.maximumEnvelopeBytes + 1))
        == .envelopeTooLarge)
    #expect(WireError(envelopeBytes: 1 << 30).code == .envelopeTooLarge)
    #expect(WireError(envelopeBytes: 0).code == .notAnEnvelope)
    var wire = Tandem_V1_Envelope()
    wire.protocolVersion = WireCodec.protocolVersion
    #expect(Self.code(try wire.serializedBytes()) == .unknownMessage)
  }

  /// Messages that are well formed and wrong in one value.
  static let bad: [(name: String, Tandem_V1_Envelope.OneOf_Message)] = {
    func welcome(_ change: (inout Tandem_V1_Welcome) -> Void) -> Tandem_V1_Envelope.OneOf_Message {
      var wire = Welcome(worker: 0, job: Samples.job(Samples.schedule)).wire
      change(&wire)
      return .welcome(wire)
    }
    func hello(_ change: (inout Tandem_V1_Hello) -> Void) -> Tandem_V1_Envelope.OneOf_Message {
      var wire = Samples.hello(0).wire
      change(&wire)
      return .hello(wire)
    }
    func work(_ change: (inout Tandem_V1_Work) -> Void) -> Tandem_V1_Envelope.OneOf_Message {
      var wire = Work(round: Samples.schedule[5], node: Node(lo: 0, hi: 2)).wire
      change(&wire)
      return .work(wire)
    }
    return [
      ("an empty node", work { ($0.nodeLo, $0.nodeHi) = (2, 2) }),
      ("a huge node", work { $0.nodeHi = 1 << 40 }),
      ("a node of more shards than there are", work { $0.nodeHi = 4 }),
      ("a round beyond Int", work { $0.round = .max }),
      ("a round that nobody counts to", work { $0.round = 1 << 61 }),
      ("no phase", work { $0.phase = .unspecified }),
      ("an unknown phase", work { $0.phase = .UNRECOGNIZED(4) }),
      ("an epoch beyond measure", work { $0.epoch = 1 << 20 }),
      ("a stage beyond measure", work { $0.stage = 1 << 10 }),
      ("a step beyond measure", work { $0.step = 1 << 41 }),
      ("a batch without examples", work { $0.exampleCount = 0 }),
      ("a batch beyond measure", work { $0.exampleCount = 1 << 41 }),
      ("examples beyond measure", work { $0.firstExample = 1 << 41 }),
      ("work of no shards", work { $0.shards = 0 }),
      ("a first round beyond Int", .cancel(.with { $0.firstRound = .max })),
      ("a version beyond Int", .weights(.with { $0.version = 1 << 63 })),
      (
        "no examples",
        welcome {
          ($0.trainingExamples, $0.validationExamples, $0.testExamples) = (0, 0, 0)
        }
      ),
      ("no shards", welcome { $0.shards = 0 }),
      ("a batch of nothing", welcome { $0.batchSize = 0 }),
      ("examples that overflow", welcome { $0.trainingExamples = 1 << 62 }),
      ("larger contributions than weights", welcome { $0.contributionCount = 5 }),
      ("counters without measure", welcome { $0.counterCount = 129 }),
      (
        "too many counters of weights",
        .weights(.with { $0.counters = Array(repeating: 0, count: 129) })
      ),
      (
        "too many denominators of a result",
        .result(
          .with {
            $0.nodeHi = 1; $0.denominators = Array(repeating: 0, count: 65)
          })
      ),
      (
        "too many counters of a result",
        .result(
          .with {
            $0.nodeHi = 1; $0.counters = Array(repeating: 0, count: 129)
          })
      ),
      ("heartbeats at no interval", welcome { $0.heartbeatMilliseconds = 0 }),
      ("death before the first heartbeat", welcome { $0.deadAfterMilliseconds = 1000 }),
      ("a field without measure", welcome { $0.fields[0].bytesPerExample = 1 << 50 }),
      (
        "fields that are too large together",
        welcome {
          $0.fields[0].bytesPerExample = 1 << 22
          $0.fields[1].bytesPerExample = 1
        }
      ),
      ("a field of no type", welcome { $0.fields[0].dtype = .unspecified }),
      ("a field of unknown type", welcome { $0.fields[0].dtype = .UNRECOGNIZED(9) }),
      ("a field with a name of two lines", welcome { $0.fields[0].name = "a\nb" }),
      ("too many fields", welcome { $0.fields = Array(repeating: $0.fields[0], count: 17) }),
      ("a worker's number beyond measure", welcome { $0.worker = UInt64(Int.max) }),
      ("a long name", hello { $0.name = String(repeating: "x", count: 257) }),
      ("a name that clears the terminal", hello { $0.name = "\u{1B}[2J" }),
      ("a name of two lines", hello { $0.name = "a\nb" }),
      ("too many instruction sets", hello { $0.supportedIsas = Array(repeating: "a", count: 17) }),
      ("a refusal without reason", .refused(.init())),
      ("a refusal of unknown reason", .refused(.with { $0.code = .UNRECOGNIZED(99) })),
      (
        "too many metrics",
        .result(
          .with {
            $0.nodeHi = 1; $0.metrics = Array(repeating: 0, count: 1537)
          })
      ),
      (
        "a computation of centuries",
        .result(
          .with {
            $0.nodeHi = 1; $0.computeNanoseconds = 1 << 62
          })
      ),
    ]
  }()

  @Test("refuses a value out of its range", arguments: bad.indices)
  func outOfRange(index: Int) throws {
    var wire = Tandem_V1_Envelope()
    wire.protocolVersion = WireCodec.protocolVersion
    wire.message = Self.bad[index].1
    #expect(Self.code(try wire.serializedBytes()) == .valueOutOfRange, "\(Self.bad[index].name)")
  }

  @Test("cuts and cleans the texts that it sends, so that the other side takes them")
  func sentTexts() throws {
    let reason = "bad\u{1B}[0m\n" + String(repeating: "ü", count: 200)
    let bytes = WireCodec.encode(Self.envelope(.goodbye(Goodbye(reason: reason))))
    guard case .goodbye(let goodbye) = try WireCodec.decode(bytes).message else {
      Issue.record("not a goodbye")
      return
    }
    #expect(goodbye.reason.hasPrefix("bad [0m ü"))
    #expect((255...256).contains(goodbye.reason.utf8.count))
  }

  @Test("survives random bytes", arguments: 0..<8)
  func randomBytes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<4000 {
      let bytes = generator.bytes(Int.random(in: 0...120, using: &generator))
      _ = Self.code(bytes)
      // Under a good beginning the rest is read, too.
      _ = Self.code([0x08, UInt8(WireCodec.protocolVersion)] + bytes)
    }
  }

  @Test("survives every message cut short, changed and spliced", arguments: 0..<8)
  func mutations(seed: UInt64) {
    var generator = SeededGenerator(seed: 100 + seed)
    let originals = Samples.messages.map { WireCodec.encode(Self.envelope($0)) }
    var refused = 0
    for original in originals {
      for length in 0..<original.count { _ = Self.code(Array(original.prefix(length))) }
      for _ in 0..<300 {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          bytes[Int.random(in: 0..<bytes.count, using: &generator)] = generator.bytes(1)[0]
        }
        if Bool.random(using: &generator), let other = originals.randomElement(using: &generator) {
          bytes += other.suffix(Int.random(in: 0...other.count, using: &generator))
        }
        if Self.code(bytes) != nil { refused += 1 }
      }
    }
    #expect(refused > 1000)
  }
}
