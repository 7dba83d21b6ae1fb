import TensorCore

/// A step of a model: declares its variables once the shape of its input is known, and computes.
///
/// A layer is a value without state. Its weights come from the ``LayerScope`` of the call, and so do
/// whether it is training and which random bits are its own.
public protocol Layer: Sendable {
  /// What Keras would name the layer by default, such as `dense`.
  var defaultName: String { get }

  /// The shape of what it returns for one example.
  func outputShape(forInput shape: Shape) -> Shape

  /// The variables it needs, named without the path of the layer; none by default.
  func variables(forInput shape: Shape) -> [Variable]

  /// What it counts, named without the path of the layer; nothing by default.
  func counters(forInput shape: Shape) -> [Counter]

  /// Computes a batch.
  ///
  /// - Parameters:
  ///   - input: The examples along the first axis.
  ///   - scope: The layer's weights, mode and randomness in this call.
  func callAsFunction(_ input: Tensor, in scope: LayerScope) -> Tensor
}

extension Layer {
  /// No variables.
  public func variables(forInput shape: Shape) -> [Variable] { [] }

  /// None.
  public func counters(forInput shape: Shape) -> [Counter] { [] }

  /// The shape of the input.
  public func outputShape(forInput shape: Shape) -> Shape { shape }
}
