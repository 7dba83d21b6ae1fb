import Diagnostics

/// Values whose variance follows from the shape of the kernel: `scale / fan`.
///
/// A kernel `[…, in, out]` has in × … inputs and out × … outputs; a vector has as many of both as it has
/// elements.
///
/// Source: Keras, `keras.initializers.VarianceScaling`.
public struct VarianceScaling: InitialValues {
  /// What the variance is divided by.
  public enum Mode: Sendable, Hashable {
    /// The number of inputs.
    case fanIn
    /// The number of outputs.
    case fanOut
    /// The mean of both.
    case fanAverage
  }

  /// What the values are drawn from.
  public enum Distribution: Sendable, Hashable {
    /// Between ±√(3 · variance).
    case uniform
    /// Within two deviations, and of that variance for all that.
    case truncatedNormal
    /// Normal.
    case normal
  }

  /// The variance times the fan; 1 by default.
  public let scale: Double
  /// What the variance is divided by; the number of inputs by default.
  public let mode: Mode
  /// What the values are drawn from; uniform by default.
  public let distribution: Distribution

  /// Values that keep the size of what goes through a layer, by default that of what goes forward.
  public init(scale: Double = 1, mode: Mode = .fanIn, distribution: Distribution = .uniform) {
    require(scale > 0 && scale.isFinite, "a variance has a positive scale, not \(scale)")
    self.scale = scale
    self.mode = mode
    self.distribution = distribution
  }

  /// The bound of the uniform distribution, or the deviation that the normal one is drawn with.
  public func extent(for shape: Shape) -> Float {
    let (inputs, outputs) = Self.fans(of: shape)
    let fan =
      switch mode {
      case .fanIn: inputs
      case .fanOut: outputs
      case .fanAverage: (inputs + outputs) / 2
      }
    let divisor = max(1, fan)
    switch distribution {
    case .uniform: return Float((3 * scale / divisor).squareRoot())
    // The deviation of what is left within two deviations.
    case .truncatedNormal: return Float((scale / divisor).squareRoot() / 0.879_625_661_034_239_78)
    case .normal: return Float((scale / divisor).squareRoot())
    }
  }

  /// Draws the values.
  public func fill(_ values: inout MutableSpan<Float>, shape: Shape, from stream: RandomStream) {
    let extent = extent(for: shape)
    switch distribution {
    case .uniform: stream.fillUniform(&values, low: -extent, high: extent)
    case .truncatedNormal: stream.fillTruncatedNormal(&values, mean: 0, deviation: extent)
    case .normal: stream.fillNormal(&values, mean: 0, deviation: extent)
    }
  }

  private static func fans(of shape: Shape) -> (inputs: Double, outputs: Double) {
    guard shape.rank >= 2 else {
      return (Double(shape.elementCount), Double(shape.elementCount))
    }
    let field = (0..<shape.rank - 2).reduce(1.0) { $0 * Double(shape[$1]) }
    return (field * Double(shape[shape.rank - 2]), field * Double(shape[shape.rank - 1]))
  }
}
