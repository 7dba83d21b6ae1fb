/// The declaration of some weights of a model: a name, a shape, how they begin, and whether training
/// changes them.
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
  /// Whether it is differentiated and updated.
  public let isTrainable: Bool

  /// Declares a variable; a trainable one by default.
  public init(
    name: String, shape: Shape, initializer: Initializer, isTrainable: Bool = true
  ) {
    self.name = name
    self.shape = shape
    self.initializer = initializer
    self.isTrainable = isTrainable
  }
}
