import CVectorLoops
import Diagnostics

/// Normalizes each channel over the batch: (input − mean) / √(variance + epsilon) · scale + offset, with the
/// mean and the variance of the input itself.
///
/// Channels are the last axis; the mean and the variance, which is not corrected for the number of rows,
/// are taken over all others, in Float64 and in the order of the rows.
///
/// - Parameters:
///   - input: `[…, channels]`, at least one row.
///   - scale: `[channels]`, Keras's gamma.
///   - offset: `[channels]`, Keras's beta.
///   - epsilon: Added to the variance under the root.
/// - Returns: The output, in the shape of the input, and the mean and the variance, `[channels]` each, which
///   no tape follows.
///
/// Source: Ioffe and Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal
/// Covariate Shift", ICML 2015; Keras, `keras.layers.BatchNormalization`.
public func batchNormalization(
  _ input: Tensor, scale: Tensor, offset: Tensor, epsilon: Float
) -> (output: Tensor, mean: Tensor, variance: Tensor) {
  let channels = ChannelShape(of: input, scale: scale, offset: offset)
  require(channels.rows > 0, "the mean of a batch without rows, \(input.shape), is nothing")
  let place = Shape(count: channels.count)
  let (mean, variance) = (MutableTensor(shape: place), MutableTensor(shape: place))
  withScratch(channels.count) {
    tandem_column_moments(
      mean.base, variance.base, $0, input.base, channels.rows, channels.count)
  }
  withExtendedLifetime(input) {}
  let output = normalized(
    input, channels, mean: mean.frozen, variance: variance.frozen, scale: scale, offset: offset,
    epsilon: epsilon, hasOwnMoments: true)
  return (output, mean.frozen, variance.frozen)
}

/// Normalizes each channel by a mean and a variance that are given, as in inference:
/// (input − mean) / √(variance + epsilon) · scale + offset.
///
/// - Parameters:
///   - input: `[…, channels]`.
///   - mean: `[channels]`; no gradient flows into it.
///   - variance: `[channels]`; no gradient flows into it.
///   - scale: `[channels]`, Keras's gamma.
///   - offset: `[channels]`, Keras's beta.
///   - epsilon: Added to the variance under the root.
public func batchNormalization(
  _ input: Tensor, mean: Tensor, variance: Tensor, scale: Tensor, offset: Tensor, epsilon: Float
) -> Tensor {
  let channels = ChannelShape(of: input, scale: scale, offset: offset)
  require(
    mean.shape == scale.shape && variance.shape == scale.shape,
    "batchNormalization of \(input.shape) takes moments of \(scale.shape), not \(mean.shape) and "
      + "\(variance.shape)")
  return normalized(
    input, channels, mean: mean, variance: variance, scale: scale, offset: offset,
    epsilon: epsilon, hasOwnMoments: false)
}

/// An input seen as rows of channels.
private struct ChannelShape {
  let rows: Int
  let count: Int

  init(of input: Tensor, scale: Tensor, offset: Tensor) {
    let rank = input.shape.rank
    require(
      rank >= 1 && scale.shape == Shape(count: input.shape[rank - 1])
        && offset.shape == scale.shape,
      """
      batchNormalization takes an input […, channels], a scale and an offset [channels], \
      not \(input.shape), \(scale.shape) and \(offset.shape)
      """)
    count = scale.count
    rows = count == 0 ? 0 : input.count / count
  }
}

private func normalized(
  _ input: Tensor, _ channels: ChannelShape, mean: Tensor, variance: Tensor, scale: Tensor,
  offset: Tensor, epsilon: Float, hasOwnMoments: Bool
) -> Tensor {
  let inverse = MutableTensor(shape: scale.shape)
  tandem_inverse_deviations(inverse.base, variance.base, epsilon, channels.count)
  let (output, normal) = (MutableTensor(shape: input.shape), MutableTensor(shape: input.shape))
  tandem_normalize_columns(
    output.base, normal.base, input.base, mean.base, inverse.base, scale.base, offset.base,
    channels.rows, channels.count)
  withExtendedLifetime((input, mean, variance, scale, offset, inverse)) {}
  return output.frozen.recorded(from: [input, scale, offset]) { tape in
    let operands = NormalizationOperands(input, scale, offset, on: tape)
    let (normal, inverse, scale) = (normal.frozen, inverse.frozen, scale.detached)
    return { gradient, sink in
      if sink.isFollowed, let (input, scale) = operands.nested {
        let axes = Array(0..<input.shape.rank - 1)
        let centred: Tensor
        var deviations = inverse
        if hasOwnMoments {
          centred = input - input.mean(along: axes, keepingAxes: true)
          let variance = square(centred).mean(along: axes, keepingAxes: true)
          deviations = 1 / sqrt(variance + epsilon)
        } else {
          centred = input - mean
        }
        operands.contribute(
          gradient, normal: centred * deviations, inverse: deviations, scale: scale,
          alongMoments: hasOwnMoments ? axes : nil, to: &sink)
        return
      }
      let sums = normalizationSums(
        of: gradient, normal: normal, rows: channels.rows, channels: channels.count)
      sink.contribute(to: operands.input, shape: gradient.shape) { place, accumulate in
        let target = accumulate ? MutableTensor(shape: gradient.shape) : place
        tandem_normalize_gradient(
          target.base, normal.base, gradient.base, inverse.base, scale.base, sums.scale.base,
          sums.offset.base, hasOwnMoments, channels.rows, channels.count)
        if accumulate { addElements(of: target.frozen, to: place) }
      }
      withExtendedLifetime((gradient, normal, inverse, scale)) {}
      operands.contribute(scale: sums.scale, offset: sums.offset, to: &sink)
    }
  }
}
