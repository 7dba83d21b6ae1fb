import TensorCore

/// Lets a model list its layers a line each.
@resultBuilder
public enum LayerBuilder {
  /// A layer that takes a tensor and gives one.
  public typealias Link = any Layer<Tensor, Tensor>

  /// One layer of the list.
  public static func buildExpression(_ layer: Link) -> [Link] { [layer] }

  /// The whole list.
  public static func buildBlock(_ layers: [Link]...) -> [Link] { layers.flatMap { $0 } }

  /// Layers made in a loop.
  public static func buildArray(_ layers: [[Link]]) -> [Link] { layers.flatMap { $0 } }

  /// Layers under a condition that holds.
  public static func buildEither(first layers: [Link]) -> [Link] { layers }

  /// Layers under a condition that does not.
  public static func buildEither(second layers: [Link]) -> [Link] { layers }

  /// Layers that may be left out.
  public static func buildOptional(_ layers: [Link]?) -> [Link] { layers ?? [] }
}
