/// The weights of some models that an optimizer updates, by the models they are in.
///
///     tape.gradients(of: losses, for: encoder.trainableVariables + decoder.trainableVariables)
public struct TrainableVariables: Sendable {
  /// All there are.
  public static let all = TrainableVariables(layers: nil)

  // Nil for all.
  let layers: [any Layer]?

  private init(layers: [any Layer]?) {
    self.layers = layers
  }

  /// Those of a model, or of a layer.
  public init(of model: any Layer) {
    self.init(layers: [model])
  }

  /// Those of both.
  public static func + (left: TrainableVariables, right: TrainableVariables) -> TrainableVariables {
    guard let left = left.layers, let right = right.layers else { return .all }
    return TrainableVariables(layers: left + right)
  }
}

extension Layer {
  /// The weights of the model, or of the layer, that an optimizer updates.
  public var trainableVariables: TrainableVariables { TrainableVariables(of: self) }
}
