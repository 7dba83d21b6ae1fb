/// Lets a model list its layers a line each.
@resultBuilder
public enum LayerBuilder {
  /// One layer of the list.
  public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }

  /// The whole list.
  public static func buildBlock(_ layers: [any Layer]...) -> [any Layer] { layers.flatMap { $0 } }

  /// Layers made in a loop.
  public static func buildArray(_ layers: [[any Layer]]) -> [any Layer] { layers.flatMap { $0 } }

  /// Layers under a condition that holds.
  public static func buildEither(first layers: [any Layer]) -> [any Layer] { layers }

  /// Layers under a condition that does not.
  public static func buildEither(second layers: [any Layer]) -> [any Layer] { layers }

  /// Layers that may be left out.
  public static func buildOptional(_ layers: [any Layer]?) -> [any Layer] { layers ?? [] }
}
