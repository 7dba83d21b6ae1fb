/// How the values of a variable begin: one of those listed here, or one of your own.
///
///     scope.weight("kernel", [8, 4], .glorotUniform)
///     scope.weight("kernel", [8, 4], .normal(deviation: 0.02))
///     scope.weight("kernel", [8, 4], Initializer(Checkerboard()))
///
/// Source: Keras, `keras.initializers`.
public struct Initializer: Sendable {
  /// The rule.
  public let values: any InitialValues

  /// Wraps a rule, such as one of your own.
  public init(_ values: any InitialValues) {
    self.values = values
  }

  func fill(_ tensor: MutableTensor, from stream: RandomStream) {
    tensor.withElements { elements in
      var span = elements.mutableSpan
      values.fill(&span, shape: tensor.shape, from: stream)
    }
  }
}

extension Initializer: Hashable {
  /// Whether both are of one type, and equal there.
  public static func == (left: Initializer, right: Initializer) -> Bool {
    AnyHashable(left.values) == AnyHashable(right.values)
  }

  /// Feeds the rule to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(AnyHashable(values))
  }
}

extension Initializer {
  /// All 0.
  public static let zeros = constant(0)
  /// All 1.
  public static let ones = constant(1)

  /// All the same.
  public static func constant(_ value: Float) -> Initializer {
    Initializer(ConstantValues(value))
  }

  /// Uniform over low..<high; over ±0.05 by default.
  public static func uniform(low: Float = -0.05, high: Float = 0.05) -> Initializer {
    Initializer(UniformValues(low: low, high: high))
  }

  /// Normal; of mean 0 and deviation 0.05 by default.
  public static func normal(mean: Float = 0, deviation: Float = 0.05) -> Initializer {
    Initializer(NormalValues(mean: mean, deviation: deviation))
  }

  /// Normal, drawn again where it is more than two deviations from the mean; of mean 0 and deviation 0.05
  /// by default.
  public static func truncatedNormal(mean: Float = 0, deviation: Float = 0.05) -> Initializer {
    Initializer(NormalValues(mean: mean, deviation: deviation, isTruncated: true))
  }

  /// Uniform between ±√(6 / (in + out)), for a kernel `[in, out]`.
  ///
  /// Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
  /// networks", AISTATS 2010.
  public static let glorotUniform = Initializer(VarianceScaling(mode: .fanAverage))

  /// Truncated normal of variance 2 / (in + out), for a kernel `[in, out]`.
  public static let glorotNormal = Initializer(
    VarianceScaling(mode: .fanAverage, distribution: .truncatedNormal))

  /// Uniform between ±√(6 / in), for a kernel `[in, out]` in front of a rectifier.
  ///
  /// Source: He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", ICCV 2015.
  public static let heUniform = Initializer(VarianceScaling(scale: 2))

  /// Truncated normal of variance 2 / in, for a kernel `[in, out]` in front of a rectifier.
  public static let heNormal = Initializer(
    VarianceScaling(scale: 2, distribution: .truncatedNormal))

  /// Uniform between ±√(3 / in), for a kernel `[in, out]`.
  ///
  /// Source: LeCun, Bottou, Orr, Müller, "Efficient BackProp", 1998.
  public static let lecunUniform = Initializer(VarianceScaling())

  /// Truncated normal of variance 1 / in, for a kernel `[in, out]`.
  public static let lecunNormal = Initializer(VarianceScaling(distribution: .truncatedNormal))

  /// Orthonormal rows or columns, whichever are fewer, times a gain; 1 by default.
  public static func orthogonal(gain: Float = 1) -> Initializer {
    Initializer(OrthogonalValues(gain: gain))
  }
}
