/// A part of a training step that ends in an update of some of the weights.
///
/// A program whose step has several names them once and asks which one it is in:
///
///     static let critic = Stage("critic"), generator = Stage("generator")
///     var stages: [Stage] { [Self.critic, Self.critic, Self.generator] }
///
/// Each goes over the same batch, with the weights that the one before left, and updates the groups of
/// which it returns gradients. Two of one name do the same, and draw different random bits.
public struct Stage: Sendable, Hashable {
  /// What the program calls it.
  public let name: String

  /// A stage of some name.
  public init(_ name: String) { self.name = name }
}
