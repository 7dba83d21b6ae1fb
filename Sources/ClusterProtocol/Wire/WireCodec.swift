import Diagnostics
import SwiftProtobuf

/// Turns envelopes into bytes and bytes, hostile until checked, into envelopes.
public enum WireCodec {
  /// The version of the protocol that this code speaks.
  public static let protocolVersion: UInt32 = 6

  /// The most bytes of an envelope: 65,536. A longer first frame is refused unread.
  public static let maximumEnvelopeBytes = WireLimits.envelopeBytes

  /// The bytes of an envelope, to be followed by payload frames of the sizes that it announces.
  ///
  /// Texts are cut to 256 bytes, and characters that are not printable become spaces.
  public static func encode(_ envelope: Envelope) -> [UInt8] {
    var wire = Tandem_V1_Envelope()
    wire.protocolVersion = protocolVersion
    wire.jobID = envelope.jobID
    wire.incarnation = envelope.incarnation
    wire.payloadSizes = envelope.payloadSizes.map(UInt64.init)
    wire.message = envelope.message.wire
    // Proto3 has no required fields, so only a message beyond 2 GB could fail.
    guard let bytes: [UInt8] = try? wire.serializedBytes(), bytes.count <= maximumEnvelopeBytes
    else { requirementFailure("an envelope beyond \(maximumEnvelopeBytes) bytes") }
    return bytes
  }

  /// The version of the protocol that an envelope is of. Any two versions can read this much of each
  /// other.
  public static func peekVersion(_ bytes: [UInt8]) throws(WireError) -> UInt32 {
    try checkSize(bytes)
    let version = try EnvelopeScan(bytes).version
    // Versions count up from 1. A larger number is that of bytes that happen to read like an envelope.
    guard version >= 1, version <= UInt64(WireLimits.latestVersion) else {
      throw WireError(.notAnEnvelope, "\(bytes.count) bytes name no version of the protocol")
    }
    return UInt32(version)
  }

  /// The envelope in some bytes, everything in it checked.
  ///
  /// - Parameters:
  ///   - bytes: The first frame of a message.
  ///   - payloadSizes: The sizes of the frames that followed it.
  /// - Throws: `WireError` for anything that is not exactly a message of this version followed by
  ///   the frames it announces.
  public static func decode(
    _ bytes: [UInt8], payloadSizes: [Int]
  ) throws(WireError) -> Envelope {
    let envelope = try decode(bytes)
    guard envelope.payloadSizes == payloadSizes else {
      throw WireError(
        .payloadMismatch,
        "payload frames of \(payloadSizes) bytes, announced as \(envelope.payloadSizes)")
    }
    return envelope
  }

  /// The envelope in some bytes, everything in it checked, its payload still to come.
  ///
  /// - Parameter bytes: The first frame of a message.
  /// - Throws: `WireError` for anything that is not exactly a message of this version.
  public static func decode(_ bytes: [UInt8]) throws(WireError) -> Envelope {
    let version = try peekVersion(bytes)
    guard version == protocolVersion else {
      throw WireError(
        .protocolVersion(version), "the peer speaks version \(version), not \(protocolVersion)")
    }
    let wire: Tandem_V1_Envelope
    do {
      // What a later build of this version may add is of no use here.
      var options = BinaryDecodingOptions()
      options.discardUnknownFields = true
      wire = try Tandem_V1_Envelope(serializedBytes: bytes, options: options)
    } catch {
      throw WireError(.notAnEnvelope, "\(bytes.count) bytes are no envelope")
    }
    try Checked.count(wire.payloadSizes.count, "payload frames", atMost: WireLimits.payloadFrames)
    var announced: [Int] = []
    for size in wire.payloadSizes {
      announced.append(
        try Checked.integer(size, "the size of a payload", in: WireLimits.payloadBytes))
    }
    guard let message = wire.message else {
      throw WireError(.unknownMessage, "the envelope holds no message known to this version")
    }
    return Envelope(
      jobID: wire.jobID, incarnation: wire.incarnation, message: try Message(wire: message),
      payloadSizes: announced)
  }

  private static func checkSize(_ bytes: [UInt8]) throws(WireError) {
    guard bytes.count <= maximumEnvelopeBytes else {
      throw WireError(
        .envelopeTooLarge, "an envelope of \(bytes.count) bytes, more than \(maximumEnvelopeBytes)")
    }
  }
}
