/// The declaration of some weights of a model: a name, a shape, how they begin, and how training changes
/// them.
///
/// A variable holds no values. ``Weights`` do: one flat buffer that every process can be sent, with
/// the place of each variable given by a ``WeightLayout``.
public struct Variable: Sendable, Hashable {
  /// The path, such as `dense/kernel`, unique within a model.
  public let name: String
  /// The lengths of its axes.
  public let shape: Shape
  /// How the values begin.
  public let initializer: Initializer
  /// How the values change in training.
  public let role: VariableRole
  /// Which optimizer of a program updates it, from 0; of no meaning unless it is trainable.
  public let group: Int

  /// Declares a variable; a trainable one of the first optimizer by default.
  public init(
    name: String, shape: Shape, initializer: Initializer, role: VariableRole = .trainable,
    group: Int = 0
  ) {
    self.name = name
    self.shape = shape
    self.initializer = initializer
    self.role = role
    self.group = group
  }

  /// Declares a variable that is trainable or frozen.
  public init(name: String, shape: Shape, initializer: Initializer, isTrainable: Bool) {
    self.init(
      name: name, shape: shape, initializer: initializer, role: isTrainable ? .trainable : .frozen)
  }

  /// Whether it is differentiated and updated.
  public var isTrainable: Bool { role == .trainable }

  /// The same under another name.
  public func named(_ name: String) -> Variable {
    Variable(name: name, shape: shape, initializer: initializer, role: role, group: group)
  }

  /// The same in another group.
  public func inGroup(_ group: Int) -> Variable {
    Variable(name: name, shape: shape, initializer: initializer, role: role, group: group)
  }
}
