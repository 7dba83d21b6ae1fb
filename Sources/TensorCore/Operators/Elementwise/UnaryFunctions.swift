import CVectorLoops
import Diagnostics

extension Tensor {
  /// The negative of each element.
  public static prefix func - (tensor: Tensor) -> Tensor {
    UnaryOperator(function: TANDEM_NEGATE, kept: .nothing) { _ in Tensor(-1) }(tensor)
  }
}

/// e to the power of each element, to within 1 unit in the last place.
public func exp(_ tensor: Tensor) -> Tensor {
  UnaryOperator(function: TANDEM_EXP, kept: .result) { $0 }(tensor)
}

/// The natural logarithm of each element, to within 1 unit in the last place; −∞ at 0, NaN below.
/// Numbers below the smallest normal one count as that.
public func log(_ tensor: Tensor) -> Tensor {
  UnaryOperator(function: TANDEM_LOG) { 1 / $0 }(tensor)
}

/// log(1 + x) of each element, exact also where x is small.
public func log1p(_ tensor: Tensor) -> Tensor {
  UnaryOperator(function: TANDEM_LOG1P) { 1 / (1 + $0) }(tensor)
}

/// The square root of each element, correctly rounded; NaN below 0.
public func sqrt(_ tensor: Tensor) -> Tensor {
  UnaryOperator(function: TANDEM_SQRT, kept: .result) { 0.5 / $0 }(tensor)
}

/// The square of each element.
public func square(_ tensor: Tensor) -> Tensor {
  UnaryOperator(function: TANDEM_SQUARE) { $0 * 2 }(tensor)
}

/// The magnitude of each element. Its derivative at 0 is 0.
public func abs(_ tensor: Tensor) -> Tensor {
  UnaryOperator(function: TANDEM_ABS) { sign($0) }(tensor)
}

/// −1, 0 or 1, as each element is negative, zero or positive. Its derivative is 0 everywhere.
public func sign(_ tensor: Tensor) -> Tensor {
  UnaryOperator(function: TANDEM_SIGN, kept: .nothing) { _ in Tensor(0) }(tensor)
}

/// Each element to a power.
///
/// NaN for a negative element and a power that is not whole; 1 for the power 0. Its derivative for the
/// power 0 is 0 everywhere.
///
/// - Parameters:
///   - tensor: The bases.
///   - exponent: A finite number.
public func pow(_ tensor: Tensor, _ exponent: Float) -> Tensor {
  require(exponent.isFinite, "pow takes a finite exponent, not \(exponent)")
  return UnaryOperator(function: TANDEM_POW, parameter: exponent) {
    exponent == 0 ? Tensor(0) : pow($0, exponent - 1) * exponent
  }(tensor)
}

/// The hyperbolic tangent of each element.
public func tanh(_ tensor: Tensor) -> Tensor {
  UnaryOperator(function: TANDEM_TANH, kept: .result) { 1 - square($0) }(tensor)
}

/// The logistic function of each element: 1 / (1 + e⁻ˣ).
///
/// The result remembers its logits, from which ``binaryCrossEntropy(predicted:expected:)`` works.
public func sigmoid(_ tensor: Tensor) -> Tensor {
  UnaryOperator(function: TANDEM_SIGMOID, kept: .result, remembersLogits: true) {
    $0 * (1 - $0)
  }(tensor)
}

/// log(1 + eˣ) of each element, which overflows nowhere.
public func softplus(_ tensor: Tensor) -> Tensor {
  UnaryOperator(function: TANDEM_SOFTPLUS) { sigmoid($0) }(tensor)
}

/// The error function of each element.
public func erf(_ tensor: Tensor) -> Tensor {
  UnaryOperator(function: TANDEM_ERF) { exp(-square($0)) * 1.128_379_2 }(tensor)
}

/// The sine of each element, an angle in radians; NaN from 2³⁰ on, where neighbouring numbers lie turns
/// apart.
public func sin(_ tensor: Tensor) -> Tensor {
  UnaryOperator(function: TANDEM_SIN) { cos($0) }(tensor)
}

/// The cosine of each element, an angle in radians; NaN from 2³⁰ on, where neighbouring numbers lie
/// turns apart.
public func cos(_ tensor: Tensor) -> Tensor {
  UnaryOperator(function: TANDEM_COS) { -sin($0) }(tensor)
}

/// The leaky rectifier: x above 0, slope · x below. Its derivative at 0 is the slope.
///
/// Source: Keras, `keras.activations.leaky_relu`.
///
/// - Parameters:
///   - tensor: The arguments.
///   - slope: The derivative below 0; 0.2 by default, as in Keras.
public func leakyRelu(_ tensor: Tensor, slope: Float = 0.2) -> Tensor {
  UnaryOperator(function: TANDEM_LEAKY_RELU, parameter: slope) {
    select(Tensor(1), where: $0 .> 0, otherwise: Tensor(slope))
  }(tensor)
}

/// The exponential linear unit: x above 0, alpha · (eˣ − 1) below.
///
/// Source: Clevert, Unterthiner, Hochreiter, "Fast and Accurate Deep Network Learning by Exponential
/// Linear Units (ELUs)", ICLR 2016.
///
/// - Parameters:
///   - tensor: The arguments.
///   - alpha: What the function tends to at −∞ is −alpha; above 0, and 1 by default.
public func elu(_ tensor: Tensor, alpha: Float = 1) -> Tensor {
  require(alpha > 0, "elu takes an alpha above 0, not \(alpha)")
  return UnaryOperator(function: TANDEM_ELU, parameter: alpha, kept: .result) {
    select(Tensor(1), where: $0 .> 0, otherwise: $0 + alpha)
  }(tensor)
}

/// The Gaussian error linear unit: x times the probability that a normal deviate is below x.
///
/// Source: Hendrycks, Gimpel, "Gaussian Error Linear Units (GELUs)", 2016; exact, as Keras has it by
/// default, to within 5e-8.
public func gelu(_ tensor: Tensor) -> Tensor {
  UnaryOperator(function: TANDEM_GELU) { x in
    let share = erf(x * 0.707_106_77) * 0.5 + 0.5
    return share + x * exp(square(x) * -0.5) * 0.398_942_3
  }(tensor)
}
