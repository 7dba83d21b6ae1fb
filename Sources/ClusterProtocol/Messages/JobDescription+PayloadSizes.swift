import Sharding

extension JobDescription {
  /// The sizes in bytes of the payload frames of `Weights`: all weights, as Float32.
  public var weightsPayloadSizes: [Int] { [4 * weightCount] }

  /// The sizes in bytes of the payload frames of `Work` on some examples: inputs, then labels.
  public func workPayloadSizes(examples: Int) -> [Int] {
    [examples * inputBytesPerExample, examples * labelBytesPerExample]
  }

  /// The sizes in bytes of the payload frames of a `WorkResult`: in training the gradients of the
  /// trainable weights and, if the program has any, the updates of the non-trainable ones; none
  /// otherwise.
  public func resultPayloadSizes(phase: Phase) -> [Int] {
    guard phase == .training else { return [] }
    let nonTrainableCount = weightCount - trainableCount
    return nonTrainableCount == 0
      ? [4 * trainableCount] : [4 * trainableCount, 4 * nonTrainableCount]
  }
}
