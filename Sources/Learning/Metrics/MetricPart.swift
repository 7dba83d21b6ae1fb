/// What a part of a metric's state is, which decides how it is merged with what other shards and steps
/// have gathered, and what it begins at.
public enum MetricPart: UInt8, Sendable, Hashable, CaseIterable {
  /// A Float64 that begins at 0 and is added up, in a fixed order.
  case sum
  /// An Int64 that begins at 0 and is added up.
  case count
  /// The largest of some Float64; begins at −∞, and NaN wins.
  case maximum
  /// The smallest of some Float64; begins at ∞, and NaN wins.
  case minimum
}

extension MetricPart {
  /// What it is over nothing, as the bits that travel.
  var neutral: UInt64 {
    switch self {
    case .sum, .count: 0
    case .maximum: (-Double.infinity).bitPattern
    case .minimum: Double.infinity.bitPattern
    }
  }

  /// Two of them over more than either.
  func merged(_ left: UInt64, _ right: UInt64) -> UInt64 {
    switch self {
    case .sum: return (Double(bitPattern: left) + Double(bitPattern: right)).bitPattern
    case .count: return left &+ right
    case .maximum, .minimum:
      let (mine, theirs) = (Double(bitPattern: left), Double(bitPattern: right))
      // Every NaN is the same, so that no order shows.
      if mine.isNaN || theirs.isNaN { return Double.nan.bitPattern }
      return (self == .maximum ? theirs > mine : theirs < mine) ? right : left
    }
  }
}
