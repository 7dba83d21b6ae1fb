import CVectorLoops

/// What the gradient of a normalization goes to, and what another tape needs to follow that gradient.
struct NormalizationOperands: Sendable {
  let input: Operand
  private let scale: Operand
  private let offset: Operand
  /// The input and the scale as the tapes outside know them, if there are any.
  let nested: (input: Tensor, scale: Tensor)?

  init(_ input: Tensor, _ scale: Tensor, _ offset: Tensor, on tape: Recording) {
    self.input = tape.operand(input)
    self.scale = tape.operand(scale)
    self.offset = tape.operand(offset)
    nested = tape.isNested ? (tape.value(of: input), tape.value(of: scale)) : nil
  }

  /// The three gradients by operators on tensors.
  ///
  /// - Parameters:
  ///   - gradient: Of the output.
  ///   - normal: The input, normalized.
  ///   - inverse: One over the deviations.
  ///   - scaling: The scale.
  ///   - axes: What the moments were taken along; nil if they were given, so that no gradient flows
  ///     through them.
  func contribute(
    _ gradient: Tensor, normal: Tensor, inverse: Tensor, scale scaling: Tensor,
    alongMoments axes: [Int]?, to sink: inout GradientSink
  ) {
    if sink.wants(input) {
      var centred = gradient * scaling
      if let axes {
        let product = (centred * normal).mean(along: axes, keepingAxes: true)
        centred = centred - centred.mean(along: axes, keepingAxes: true) - normal * product
      }
      sink.contribute(centred * inverse, to: input)
    }
    if sink.wants(scale) {
      sink.contribute((gradient * normal).summed(to: scaling.shape), to: scale)
    }
    if sink.wants(offset) { sink.contribute(gradient.summed(to: scaling.shape), to: offset) }
  }

  /// The gradients of scale and offset.
  func contribute(scale scales: Tensor, offset offsets: Tensor, to sink: inout GradientSink) {
    sink.contribute(scales, to: scale)
    sink.contribute(offsets, to: offset)
  }
}

/// The gradients of scale and offset: for each channel the sums of gradient · normal and of the gradient,
/// in Float64 from the first row to the last.
func normalizationSums(
  of gradient: Tensor, normal: Tensor, rows: Int, channels: Int
) -> (scale: Tensor, offset: Tensor) {
  let shape = Shape(count: channels)
  let (scale, offset) = (MutableTensor(shape: shape), MutableTensor(shape: shape))
  withScratch(channels) {
    tandem_normalize_sums(
      scale.base, offset.base, $0, normal.base, gradient.base, rows, channels)
  }
  withExtendedLifetime((gradient, normal)) {}
  return (scale.frozen, offset.frozen)
}

/// Calls a closure with room for two Float64 numbers a channel.
func withScratch(_ channels: Int, _ body: (UnsafeMutablePointer<Double>) -> Void) {
  withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, 2 * channels)) {
    body($0.baseAddress!)
  }
}
