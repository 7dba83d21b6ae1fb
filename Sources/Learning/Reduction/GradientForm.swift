import TensorCore

/// What the gradients of a stage are of: the same for every shard and every step.
public struct GradientForm: Sendable, Hashable {
  /// The groups that have gradients, and are updated.
  public let groups: VariableGroups
  /// Those of them whose gradients are sums, to be divided by a denominator that comes with them.
  public let divided: VariableGroups

  /// - Parameters:
  ///   - groups: The groups that have gradients.
  ///   - divided: Those of them whose gradients come with a denominator; none by default.
  public init(groups: VariableGroups, divided: VariableGroups = []) {
    self.groups = groups
    self.divided = divided.intersection(groups)
  }
}

extension GradientForm: CustomStringConvertible {
  /// Such as `the groups 0 and 2, divided in 2`.
  public var description: String {
    func list(_ groups: VariableGroups) -> String {
      groups.numbers.map(String.init).joined(separator: " and ")
    }
    let all = groups.isEmpty ? "no group" : "the groups \(list(groups))"
    return divided.isEmpty ? all : "\(all), divided in \(list(divided))"
  }
}
