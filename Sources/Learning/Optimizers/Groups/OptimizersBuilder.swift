/// Lets a program list its optimizers a line each.
@resultBuilder
public enum OptimizersBuilder {
  /// One optimizer of the list.
  public static func buildExpression(_ optimizer: any Optimizer) -> [any Optimizer] { [optimizer] }

  /// Those of another list.
  public static func buildExpression(_ optimizers: Optimizers) -> [any Optimizer] {
    optimizers.all
  }

  /// The whole list.
  public static func buildBlock(_ optimizers: [any Optimizer]...) -> [any Optimizer] {
    optimizers.flatMap { $0 }
  }

  /// Optimizers made in a loop.
  public static func buildArray(_ optimizers: [[any Optimizer]]) -> [any Optimizer] {
    optimizers.flatMap { $0 }
  }

  /// Optimizers under a condition that holds.
  public static func buildEither(first optimizers: [any Optimizer]) -> [any Optimizer] {
    optimizers
  }

  /// Optimizers under a condition that does not.
  public static func buildEither(second optimizers: [any Optimizer]) -> [any Optimizer] {
    optimizers
  }

  /// Optimizers that may be left out.
  public static func buildOptional(_ optimizers: [any Optimizer]?) -> [any Optimizer] {
    optimizers ?? []
  }

  /// The list as a program has it.
  public static func buildFinalResult(_ optimizers: [any Optimizer]) -> Optimizers {
    Optimizers(optimizers)
  }
}
