import Diagnostics

/// Some of the groups that the trainable variables of a program are in, one for each of its optimizers.
public struct VariableGroups: OptionSet, Sendable, Hashable {
  /// How many groups there may be: 64.
  public static let limit = 64

  /// A bit for each group, the first in the lowest.
  public let rawValue: UInt64

  /// Groups by their bits.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// One group, by its number.
  public init(_ group: Int) {
    require(0..<Self.limit ~= group, "group \(group) of at most \(Self.limit)")
    rawValue = 1 << UInt64(group)
  }

  /// Several groups, by their numbers.
  public init(_ groups: some Sequence<Int>) {
    self = groups.reduce(into: VariableGroups(rawValue: 0)) { $0.formUnion(VariableGroups($1)) }
  }

  /// The first groups, so many.
  package init(first count: Int) {
    require(0...Self.limit ~= count, "\(count) of at most \(Self.limit) groups")
    rawValue = count == Self.limit ? .max : (1 << UInt64(count)) - 1
  }

  /// How many there are.
  public var count: Int { rawValue.nonzeroBitCount }

  /// Whether a group is one of them.
  public func contains(_ group: Int) -> Bool { contains(VariableGroups(group)) }

  /// The numbers of the groups, in order.
  public var numbers: [Int] { (0..<Self.limit).filter { rawValue >> UInt64($0) & 1 == 1 } }
}
