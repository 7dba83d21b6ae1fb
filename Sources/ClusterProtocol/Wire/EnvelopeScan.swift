/// What can be told of an envelope by its outline, before anything is made of it: memory and time are
/// spent on decoding in proportion to fields, and a field can be two bytes.
struct EnvelopeScan {
  /// The version of the protocol, as any version writes it; 0 if it is not named.
  private(set) var version: UInt64 = 0
  private var fieldsLeft: Int

  /// Reads the outline.
  ///
  /// - Throws: ``WireError`` if the bytes have no outline of a message, or more fields than any message of
  ///   the protocol.
  init(_ bytes: [UInt8], mostFields: Int = WireLimits.fields) throws(WireError) {
    fieldsLeft = mostFields
    guard let isComplete = scan(bytes, from: 0, to: bytes.count, .envelope) else {
      throw WireError(.notAnEnvelope, "\(bytes.count) bytes are no envelope")
    }
    guard isComplete else {
      throw WireError(
        .tooManyFields, "\(bytes.count) bytes of more than \(mostFields) fields are no envelope")
    }
  }

  /// The messages whose fields are themselves looked into.
  private enum Level {
    case envelope
    case message(Int)
    case part
  }

  /// Whether the fields of a message are few enough; nil if it has no outline.
  private mutating func scan(
    _ bytes: [UInt8], from start: Int, to end: Int, _ level: Level
  ) -> Bool? {
    var place = start
    while place < end {
      guard fieldsLeft > 0 else { return false }
      fieldsLeft -= 1
      guard let tag = varint(bytes, &place, end), tag >> 3 > 0 else { return nil }
      let field = Int(truncatingIfNeeded: tag >> 3)
      switch tag & 7 {
      case 0:
        guard let value = varint(bytes, &place, end) else { return nil }
        if case .envelope = level, field == 1 { version = value }
      case 1: place += 8
      case 5: place += 4
      case 2:
        guard let length = varint(bytes, &place, end), length <= UInt64(end - place) else {
          return nil
        }
        let fieldEnd = place + Int(length)
        if let longest = Self.longestList(of: field, in: level), length > longest { return false }
        if let inner = Self.level(of: field, in: level) {
          guard let isComplete = scan(bytes, from: place, to: fieldEnd, inner) else { return nil }
          if !isComplete { return false }
        }
        place = fieldEnd
      default: return nil
      }
      if place > end { return nil }
    }
    return true
  }

  /// The bytes that a field may have if it is a list of whole numbers, each of up to ten bytes.
  private static func longestList(of field: Int, in level: Level) -> Int? {
    switch (level, field) {
    // The sizes of the payload.
    case (.envelope, 4): 10 * WireLimits.payloadFrames
    // The counters of Weights and of a Result.
    case (.message(14), 5), (.message(16), 13): 10 * WireLimits.counters.upperBound
    default: nil
    }
  }

  /// The message that a field holds, if it is one of those with parts.
  private static func level(of field: Int, in level: Level) -> Level? {
    switch level {
    case .envelope: 10...21 ~= field ? .message(field) : nil
    // A Welcome's memory and fields.
    case .message(11): field == 17 || field == 19 ? .part : nil
    case .message, .part: nil
    }
  }

  private func varint(_ bytes: [UInt8], _ place: inout Int, _ end: Int) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard place < end else { return nil }
      let byte = bytes[place]
      place += 1
      value |= UInt64(byte & 0x7f) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    return nil
  }
}
