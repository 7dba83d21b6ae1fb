import Diagnostics
import TensorCore

/// A fully connected layer: activation(input × kernel + bias).
///
/// Input `[rows, in]`, kernel `[in, units]`, bias `[units]`, output `[rows, units]`. The kernel begins
/// Glorot-uniform, the bias at zero.
///
/// Source: Keras, `keras.layers.Dense`.
public struct Dense: Layer {
  /// The number of outputs.
  public let units: Int
  /// Applied to each output; `linear` by default.
  public let activation: Activation
  /// Whether training changes the kernel and the bias; true by default.
  public let isTrainable: Bool

  /// Makes a layer of at least one unit.
  public init(_ units: Int, activation: Activation = .linear, isTrainable: Bool = true) {
    require(units >= 1, "a dense layer has at least one unit, not \(units)")
    self.units = units
    self.activation = activation
    self.isTrainable = isTrainable
  }

  /// `dense`.
  public var defaultName: String { "dense" }

  /// `[units]`.
  public func outputShape(forInput shape: Shape) -> Shape { Shape(count: units) }

  /// The kernel and the bias.
  public func variables(forInput shape: Shape) -> [Variable] {
    require(shape.rank == 1, "a dense layer takes vectors, not examples of shape \(shape)")
    return [
      Variable(
        name: "kernel", shape: Shape(rows: shape[0], columns: units), initializer: .glorotUniform,
        isTrainable: isTrainable),
      Variable(
        name: "bias", shape: Shape(count: units), initializer: .zeros, isTrainable: isTrainable),
    ]
  }

  /// Computes `[rows, units]` from `[rows, in]`.
  public func callAsFunction(_ input: Tensor, in scope: LayerScope) -> Tensor {
    dense(
      input, kernel: scope.variable(0), bias: scope.variable(1), activation: activation,
      using: scope.team)
  }
}
