import Diagnostics

/// What a metric has gathered: a number for each of its parts, of which the type says how two are merged.
///
///     var state = MetricState(.maximum, .count)
///     …
///     state.take(error, for: 0)
///     state.add(1, to: 1)
///
/// States of the same metric are merged in a fixed order, so that a merged one has the same bits whoever
/// gathered the parts. A state is nothing but what examples have put into it: one of no examples changes
/// no other.
public struct MetricState: Sendable {
  /// What each part is.
  public let parts: [MetricPart]
  /// The numbers as they travel: the bits of a Float64 or of an Int64 each.
  package private(set) var words: [UInt64]

  /// A state of nothing.
  public init(_ parts: MetricPart...) {
    self.init(parts)
  }

  /// A state of nothing.
  public init(_ parts: [MetricPart]) {
    self.parts = parts
    words = parts.map(\.neutral)
  }

  /// A state of nothing, of so many parts of one type.
  public init(repeating part: MetricPart, count: Int) {
    self.init(Array(repeating: part, count: count))
  }

  /// A state that came from somewhere else.
  package init(_ parts: [MetricPart], words: [UInt64]) {
    require(words.count == parts.count, "\(words.count) words for \(parts.count) parts of a metric")
    self.parts = parts
    self.words = words
  }

  /// The value of a sum, a maximum or a minimum, by its position among the parts.
  public subscript(part: Int) -> Double {
    requirePart(part, parts.indices ~= part && parts[part] != .count, "sum, maximum or minimum")
    return Double(bitPattern: words[part])
  }

  /// The value of a count, by its position among the parts.
  public subscript(count part: Int) -> Int64 {
    requirePart(part, parts.indices ~= part && parts[part] == .count, "count")
    return Int64(bitPattern: words[part])
  }

  /// Adds to a sum.
  public mutating func add(_ value: Double, to part: Int) {
    requirePart(part, parts.indices ~= part && parts[part] == .sum, "sum")
    words[part] = (Double(bitPattern: words[part]) + value).bitPattern
  }

  /// Adds to a count.
  public mutating func add(count: Int, to part: Int) {
    requirePart(part, parts.indices ~= part && parts[part] == .count, "count")
    words[part] &+= UInt64(bitPattern: Int64(count))
  }

  /// Lets a maximum or a minimum take note of a value.
  public mutating func take(_ value: Double, for part: Int) {
    requirePart(
      part, parts.indices ~= part && (parts[part] == .maximum || parts[part] == .minimum),
      "maximum or minimum")
    words[part] = parts[part].merged(words[part], value.bitPattern)
  }

  /// Merges what another part of the examples gave.
  public mutating func merge(_ other: MetricState) {
    require(
      parts == other.parts,
      "a metric of \(parts.count) parts can't be merged with one of \(other.parts.count) others")
    for index in words.indices {
      words[index] = parts[index].merged(words[index], other.words[index])
    }
  }

  /// Forgets everything.
  public mutating func reset() {
    for index in words.indices { words[index] = parts[index].neutral }
  }

  private func requirePart(_ part: Int, _ isFit: Bool, _ kind: @autoclosure () -> String) {
    require(
      isFit,
      "there is no \(kind()) at position \(part) of a metric's parts \(parts.map { "\($0)" })")
  }
}

extension MetricState: Hashable {
  /// Whether both have the same parts, with the same bits.
  public static func == (left: MetricState, right: MetricState) -> Bool {
    left.words == right.words && left.parts == right.parts
  }
}
