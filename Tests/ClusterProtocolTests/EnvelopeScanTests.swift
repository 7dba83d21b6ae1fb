import Foundation
import TestSupport
import Testing

@testable import ClusterProtocol

@Suite("The outline of an envelope", .computing)
struct EnvelopeScanTests {
  @Test("has few enough fields in every message of the protocol", arguments: Samples.messages)
  func honest(message: Message) throws {
    let bytes = WireCodec.encode(Envelope(jobID: 1, incarnation: 2, message: message))
    #expect(try EnvelopeScan(bytes).version == UInt64(WireCodec.protocolVersion))
  }

  @Test("has few enough in the largest result")
  func largest() throws {
    var wire = Tandem_V1_Result.with { $0.nodeHi = 1 }
    wire.metrics = Array(repeating: .max, count: WireLimits.metrics)
    wire.counters = Array(repeating: .max, count: WireLimits.counters.upperBound)
    wire.liveBlocks = Data(repeating: 0xFF, count: 48 * 1024)
    let bytes = try Self.bytes(.result(wire))
    #expect(throws: Never.self) { try WireCodec.decode(bytes) }
  }

  static let costly: [(name: String, bytes: [UInt8])] = {
    let version: [UInt8] = [0x08, UInt8(WireCodec.protocolVersion)]
    // Each field is two bytes: its tag, and the length of nothing.
    func message(_ field: UInt8, _ count: Int, _ part: [UInt8]) -> [UInt8] {
      let body = Array(repeating: part, count: count).flatMap { $0 }
      return version + [field << 3 | 2] + varint(body.count) + body
    }
    return [
      // Fields 16 and 17 and beyond have tags of two bytes.
      ("metrics", version + [0x82, 0x01] + varint(65_400) + repeated([0x2A, 0x00], 32_700)),
      ("instruction sets", message(10, 32_700, [0x52, 0x00])),
      ("unknown fields", message(13, 21_000, [0xF2, 0x07, 0x00])),
      ("payload sizes, packed", version + [0x22] + varint(60_000) + repeated([1], 60_000)),
      ("payload sizes, one by one", version + repeated([0x20, 0x01], 30_000)),
      (
        "counters, packed",
        version + [0x82, 0x01] + varint(60_004) + [0x6A] + varint(60_000) + repeated([1], 60_000)
      ),
    ]
  }()

  @Test("has too many where they cost more than they weigh", arguments: costly.indices)
  func refusesCostly(index: Int) {
    let (name, bytes) = Self.costly[index]
    #expect(bytes.count <= WireCodec.maximumEnvelopeBytes)
    let error = #expect(throws: WireError.self, "\(name)") { try WireCodec.decode(bytes) }
    #expect(error?.code == .tooManyFields, "\(name)")
  }

  @Test(
    "is none where a field goes beyond the end",
    arguments: [
      [0x0A, 0x05, 1], [0x09, 1, 2], [0x0D, 1], [0x08], [0x0B, 0x0C], [0x00, 0x01],
      [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
      [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    ] as [[UInt8]])
  func broken(bytes: [UInt8]) {
    let error = #expect(throws: WireError.self) { try EnvelopeScan(bytes) }
    #expect(error?.code == .notAnEnvelope)
  }

  private static func bytes(_ message: Tandem_V1_Envelope.OneOf_Message) throws -> [UInt8] {
    var wire = Tandem_V1_Envelope()
    wire.protocolVersion = WireCodec.protocolVersion
    wire.message = message
    return try wire.serializedBytes()
  }

  private static func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
    Array(repeating: bytes, count: count).flatMap { $0 }
  }

  private static func varint(_ value: Int) -> [UInt8] {
    value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F | 0x80)] + varint(value >> 7)
  }
}
