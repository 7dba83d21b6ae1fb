/// How the values of a ``Variable`` change in training.
public enum VariableRole: Sendable, Hashable {
  /// An optimizer updates them along their gradient.
  case trainable
  /// They are state: a layer assigns them in training, and what the shards of a step assigned is merged by
  /// a rule.
  case state(MergeRule)
  /// They do not change.
  case frozen

  /// Whether layers assign them.
  package var isState: Bool { if case .state = self { true } else { false } }

  /// In a few words, `trainable` being the case that needs none.
  var suffix: String {
    switch self {
    case .trainable: ""
    case .state(let rule): " state by \(rule.rawValue)"
    case .frozen: " fixed"
    }
  }
}
