import Diagnostics

/// The weights of some models that optimizers update, by the models they are in or by their paths.
///
///     tape.gradients(of: losses, for: encoder.trainableVariables + decoder.trainableVariables)
///     tape.gradients(of: losses, for: .under("encoder", "decoder"))
public enum TrainableVariables: Sendable {
  /// Those of some models.
  case layers([any Layer])
  /// Those of some paths.
  case selected(VariableSelection)

  /// All there are.
  public static let all = TrainableVariables.selected(.all)

  /// Those under some paths.
  public static func under(_ paths: String...) -> TrainableVariables { .selected(.paths(paths)) }

  /// Those of both: of models, or of paths.
  public static func + (left: TrainableVariables, right: TrainableVariables) -> TrainableVariables {
    switch (left, right) {
    case (.layers(let left), .layers(let right)): .layers(left + right)
    case (.selected(let left), .selected(let right)): .selected(.union([left, right]))
    case (.selected(.all), _), (_, .selected(.all)): .all
    case (.layers, .selected), (.selected, .layers):
      requirementFailure("variables are chosen by their models or by their paths, not by both")
    }
  }
}

extension Layer {
  /// The weights of the model, or of the layer, that an optimizer updates.
  public var trainableVariables: TrainableVariables { .layers([self]) }
}
