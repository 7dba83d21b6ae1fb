/// What a layer applies to its outputs: a function with a name.
///
///     Dense(512, activation: .leakyRelu(slope: 0.1))
///     Dense(512, activation: Activation(named: "swish") { $0 * sigmoid($0) })
///
/// Processes compare the programs they run by name and parameter of an activation: functions of one
/// name should be one function.
public struct Activation: Sendable {
  /// What it is called, as Keras does: `leaky_relu`.
  public let name: String
  /// The slope or the alpha, where it has one.
  public let parameter: Float?
  /// Whether it is the rectifier, which a dense layer computes with its bias.
  let isRectifier: Bool
  private let function: @Sendable (Tensor) -> Tensor

  /// Any function of tensors that gives one of the same shape.
  ///
  /// - Parameters:
  ///   - name: What it is called.
  ///   - parameter: A number that the function depends on, if any.
  ///   - function: Made of operators on tensors.
  public init(
    named name: String, parameter: Float? = nil,
    _ function: @escaping @Sendable (Tensor) -> Tensor
  ) {
    self.init(name: name, parameter: parameter, isRectifier: false, function: function)
  }

  private init(
    name: String, parameter: Float?, isRectifier: Bool,
    function: @escaping @Sendable (Tensor) -> Tensor
  ) {
    self.name = name
    self.parameter = parameter
    self.isRectifier = isRectifier
    self.function = function
  }

  /// Applies it.
  public func callAsFunction(_ tensor: Tensor) -> Tensor { function(tensor) }
}

extension Activation: CustomStringConvertible, CustomReflectable {
  /// The name, and the parameter if there is one.
  public var description: String { parameter.map { "\(name)(\($0))" } ?? name }

  /// What describes a program: the name and the parameter, and nothing of the function.
  public var customMirror: Mirror {
    Mirror(
      self, children: parameter.map { [(label: name, value: $0)] } ?? [], displayStyle: .enum)
  }
}

extension Activation {
  /// Nothing.
  public static let linear = Activation(named: "linear") { $0 }
  /// The rectifier, max(x, 0).
  public static let relu = Activation(
    name: "relu", parameter: nil, isRectifier: true, function: { TensorCore.relu($0) })
  /// Exponentials that sum to 1 along the last axis.
  public static let softmax = Activation(named: "softmax") { TensorCore.softmax($0) }
  /// The logarithm of ``softmax``.
  public static let logSoftmax = Activation(named: "log_softmax") { TensorCore.logSoftmax($0) }
  /// The logistic function, 1 / (1 + e⁻ˣ).
  public static let sigmoid = Activation(named: "sigmoid") { TensorCore.sigmoid($0) }
  /// The hyperbolic tangent.
  public static let tanh = Activation(named: "tanh") { TensorCore.tanh($0) }
  /// log(1 + eˣ).
  public static let softplus = Activation(named: "softplus") { TensorCore.softplus($0) }
  /// The Gaussian error linear unit.
  public static let gelu = Activation(named: "gelu") { TensorCore.gelu($0) }
  /// The exponential linear unit, with an alpha of 1.
  public static let elu = elu(alpha: 1)
  /// The leaky rectifier, with a slope of 0.2 below 0.
  public static let leakyRelu = leakyRelu(slope: 0.2)

  /// The exponential linear unit: x above 0, alpha · (eˣ − 1) below.
  public static func elu(alpha: Float) -> Activation {
    Activation(named: "elu", parameter: alpha) { TensorCore.elu($0, alpha: alpha) }
  }

  /// The leaky rectifier: x above 0, slope · x below.
  public static func leakyRelu(slope: Float) -> Activation {
    Activation(named: "leaky_relu", parameter: slope) { TensorCore.leakyRelu($0, slope: slope) }
  }
}
