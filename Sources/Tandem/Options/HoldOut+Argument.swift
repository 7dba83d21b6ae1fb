import ArgumentParser
import Datasets

extension HoldOut: ExpressibleByArgument {
  /// Reads `5000`, `0.1`, `first:5000` or `last:0.1`.
  public init?(argument: String) {
    let isFirst = argument.hasPrefix("first:")
    let number =
      isFirst || argument.hasPrefix("last:")
      ? argument.drop { $0 != ":" }.dropFirst() : argument[...]
    if let count = Int(number), count >= 0 {
      self = isFirst ? .first(count) : .last(count)
    } else if let fraction = Double(number), fraction >= 0, fraction < 1 {
      self = isFirst ? .firstFraction(fraction) : .lastFraction(fraction)
    } else {
      return nil
    }
  }

  /// As ``init(argument:)`` reads it.
  var argument: String {
    switch self {
    case .first(let count): "first:\(count)"
    case .last(let count): "\(count)"
    case .firstFraction(let fraction): "first:\(fraction)"
    case .lastFraction(let fraction): "\(fraction)"
    }
  }
}
