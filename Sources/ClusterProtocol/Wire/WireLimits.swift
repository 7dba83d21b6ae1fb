import Sharding

/// The largest values that are taken from a peer. All arithmetic on values within them stays within
/// 64 bits.
enum WireLimits {
  static let envelopeBytes = 64 * 1024
  static let textBytes = 256
  static let configurationBytes = 1024
  static let latestVersion: UInt32 = 1_000
  /// Of an envelope with all that is in it: more than are needed.
  static let fields = 256
  static let isas = 16
  /// The numbers of all metrics, which fill 12 KB of an envelope; a map of blocks may fill 48 more.
  static let metrics = 1536
  static let payloadFrames = 16
  static let payloadBytes = 0...1 << 50
  static let weights = 0...1 << 40
  /// Beside metrics and blocks, too, they fit into an envelope.
  static let counters = 0...128
  /// As many as a program may have optimizers.
  static let denominators = 0...64
  /// Of all fields together.
  static let bytesPerExample = 0...1 << 22
  /// A payload frame each.
  static let fieldCount = 0...payloadFrames
  static let slots = 0...SharedMemoryOffer.mostGradientSlots - 1
  static let workSlotBytes =
    SharedMemoryOffer.pageBytes...SharedMemoryOffer.mostWorkSlotBytes
  static let descriptors = 0...Int(Int32.max)
  static let processors = 0...1 << 20
  static let shards = 0...JobShape.maximumShards
  /// Rounds and versions of the weights are counted, and nobody counts that far.
  static let rounds = 0...1 << 60
  static let epochs = 0...JobShape.maximumEpochs - 1
  static let stages = 0...JobShape.maximumStages - 1
  static let examples = 0...JobShape.maximumExamples
  static let milliseconds = 1...86_400_000
  static let workers = 0...1 << 32
  /// What a metric of one node may count, so that sums of counts stay far from overflow.
  static let metricCount: ClosedRange<Int64> = 0...1 << 40
  /// About ten hours, so that sums of times stay far from overflow.
  static let nanoseconds = 0...1 << 45
  static let any = 0...Int.max
}

/// Checks of single values from a peer.
enum Checked {
  static func integer(
    _ value: UInt64, _ name: StaticString, in range: ClosedRange<Int> = WireLimits.any
  ) throws(WireError) -> Int {
    guard let integer = Int(exactly: value), range ~= integer else {
      throw WireError(
        .valueOutOfRange,
        "\(name) is \(value), outside \(range.lowerBound)...\(range.upperBound)")
    }
    return integer
  }

  static func milliseconds(_ value: UInt64, _ name: StaticString) throws(WireError) -> Duration {
    .milliseconds(try integer(value, name, in: WireLimits.milliseconds))
  }

  static func node(lo: UInt64, hi: UInt64) throws(WireError) -> Node {
    let lo = try integer(lo, "the node's first shard", in: WireLimits.shards)
    let hi = try integer(hi, "the node's end", in: WireLimits.shards)
    guard lo < hi else {
      throw WireError(.valueOutOfRange, "the node [\(lo), \(hi)) is empty")
    }
    return Node(lo: lo, hi: hi)
  }

  /// Text that may be shown: of bounded length, and without control characters, which could
  /// rewrite a terminal.
  static func text(
    _ value: String, _ name: StaticString, atMost limit: Int = WireLimits.textBytes
  ) throws(WireError) -> String {
    guard value.utf8.count <= limit else {
      throw WireError(.valueOutOfRange, "\(name) is \(value.utf8.count) bytes long")
    }
    guard !value.unicodeScalars.contains(where: isUnprintable) else {
      throw WireError(.valueOutOfRange, "\(name) holds control characters")
    }
    return value
  }

  static func count(
    _ count: Int, _ name: StaticString, atMost limit: Int
  ) throws(WireError) {
    guard count <= limit else {
      throw WireError(.valueOutOfRange, "\(count) \(name), more than \(limit)")
    }
  }

  /// Text cut and cleaned so that the other side takes it.
  static func sendable(_ text: String, atMost limit: Int = WireLimits.textBytes) -> String {
    var result = ""
    var length = 0
    for scalar in text.unicodeScalars {
      let scalar = isUnprintable(scalar) ? " " : scalar
      length += UTF8.width(scalar)
      guard length <= limit else { break }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
