import CVectorLoops
import Diagnostics

/// Normalizes each example over its last axis: (input − mean) / √(variance + epsilon) · scale + offset,
/// with the mean and the variance of the example itself.
///
/// Both are taken in Float64, the variance about the mean in a second pass and not corrected for the
/// number of elements. A row's result does not depend on the other rows.
///
/// - Parameters:
///   - input: `[…, channels]`, at least one channel.
///   - scale: `[channels]`, Keras's gamma.
///   - offset: `[channels]`, Keras's beta.
///   - epsilon: Added to the variance under the root.
///
/// Source: Ba, Kiros, Hinton, "Layer Normalization", 2016; Keras, `keras.layers.LayerNormalization`.
public func layerNormalization(
  _ input: Tensor, scale: Tensor, offset: Tensor, epsilon: Float
) -> Tensor {
  let rank = input.shape.rank
  require(
    rank >= 1 && input.shape[rank - 1] > 0
      && scale.shape == Shape(count: input.shape[rank - 1]) && offset.shape == scale.shape,
    """
    layerNormalization takes an input […, channels], a scale and an offset [channels], \
    not \(input.shape), \(scale.shape) and \(offset.shape)
    """)
  let channels = scale.count
  let rows = input.count / channels
  let (output, normal) = (MutableTensor(shape: input.shape), MutableTensor(shape: input.shape))
  let inverse = MutableTensor(shape: Shape(count: rows))
  tandem_normalize_rows(
    output.base, normal.base, inverse.base, input.base, scale.base, offset.base, epsilon, rows,
    channels)
  withExtendedLifetime((input, scale, offset)) {}
  return output.frozen.recorded(from: [input, scale, offset]) { tape in
    let operands = NormalizationOperands(input, scale, offset, on: tape)
    let (normal, inverse, scale) = (normal.frozen, inverse.frozen, scale.detached)
    return { gradient, sink in
      if sink.isFollowed, let (input, scale) = operands.nested {
        let centred = input - input.mean(along: -1, keepingAxes: true)
        let variance = square(centred).mean(along: -1, keepingAxes: true)
        let inverse = 1 / sqrt(variance + epsilon)
        operands.contribute(
          gradient, normal: centred * inverse, inverse: inverse, scale: scale, alongMoments: [-1],
          to: &sink)
        return
      }
      sink.contribute(to: operands.input, shape: gradient.shape) { place, accumulate in
        let target = accumulate ? MutableTensor(shape: gradient.shape) : place
        tandem_normalize_rows_gradient(
          target.base, normal.base, gradient.base, inverse.base, scale.base, rows, channels)
        if accumulate { addElements(of: target.frozen, to: place) }
      }
      withExtendedLifetime((inverse, scale)) {}
      let sums = normalizationSums(
        of: gradient, normal: normal, rows: rows, channels: channels)
      operands.contribute(scale: sums.scale, offset: sums.offset, to: &sink)
    }
  }
}
