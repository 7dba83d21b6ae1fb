import Diagnostics

/// Which examples are kept apart from those to train on.
public enum HoldOut: Sendable, Hashable {
  /// The first so many.
  case first(Int)
  /// The last so many.
  case last(Int)
  /// A share of them from the beginning, in 0..<1.
  case firstFraction(Double)
  /// A share of them from the end, in 0..<1: Keras's `validation_split`.
  case lastFraction(Double)

  /// Cuts examples into those to train on and those held out.
  ///
  /// A fraction is rounded to the nearest whole number of examples, to one at least unless it is 0.
  ///
  /// - Parameter count: The number of examples.
  /// - Returns: The indices of both, each in a row.
  /// - Throws: ``DatasetError/Code/nothingToTrainOn`` if none is left to train on.
  /// - Precondition: Numbers are not negative, and fractions in 0..<1.
  public func split(
    _ count: Int
  ) throws(DatasetError) -> (training: Range<Int>, heldOut: Range<Int>) {
    require(count >= 0, "there can't be \(count) examples")
    let size = size(among: count)
    guard size < count else {
      throw DatasetError(
        .nothingToTrainOn, "splitting \(count) examples",
        problem: "\(size) of \(count) examples are held out, so that none is left to train on",
        remedy: "Hold fewer out, or use more examples")
    }
    switch self {
    case .first, .firstFraction: return (size..<count, 0..<size)
    case .last, .lastFraction: return (0..<count - size, count - size..<count)
    }
  }

  private func size(among count: Int) -> Int {
    switch self {
    case .first(let size), .last(let size):
      require(size >= 0, "a hold-out is not negative, but \(size) was asked for")
      return size
    case .firstFraction(let fraction), .lastFraction(let fraction):
      require(
        fraction >= 0 && fraction < 1, "a hold-out is a fraction in 0..<1, and not \(fraction)")
      return fraction == 0 ? 0 : max(1, Int((Double(count) * fraction).rounded()))
    }
  }
}
