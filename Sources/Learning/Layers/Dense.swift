import Diagnostics
import TensorCore

/// A fully connected layer: activation(input × kernel + bias).
///
/// Input `[rows, in]`, kernel `[in, units]`, bias `[units]`, output `[rows, units]`. The kernel begins
/// Glorot-uniform, the bias at zero.
///
/// Source: Keras, `keras.layers.Dense`.
public final class Dense: Layer {
  /// The number of outputs.
  public let units: Int
  /// Applied to each output; `linear` by default.
  public let activation: Activation
  /// How the kernel begins; Glorot-uniform by default.
  public let kernelInitializer: Initializer
  /// How the bias begins; at zero by default.
  public let biasInitializer: Initializer
  /// What it is called in the paths of its weights; nil for `dense`.
  public let name: String?
  /// Whether training changes the kernel and the bias; true by default.
  public let isTrainable: Bool

  /// Makes a layer of at least one unit.
  public init(
    _ units: Int, activation: Activation = .linear,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    named name: String? = nil, isTrainable: Bool = true
  ) {
    require(units >= 1, "a dense layer has at least one unit, not \(units)")
    self.units = units
    self.activation = activation
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.name = name
    self.isTrainable = isTrainable
  }

  /// Computes `[rows, units]` from `[rows, in]`.
  public func call(_ input: Tensor, in scope: LayerScope) -> Tensor {
    require(
      input.shape.rank == 2,
      """
      the dense layer \(scope.path) takes vectors, [rows, in], not \(input.shape): \
      put a Flatten before it
      """)
    let kernel = scope.weight(
      "kernel", Shape(rows: input.shape[1], columns: units), kernelInitializer)
    let bias = scope.weight("bias", Shape(count: units), biasInitializer)
    return dense(input, kernel: kernel, bias: bias, activation: activation, using: scope.team)
  }
}
