import Sharding

extension JobDescription {
  /// The sizes in bytes of the payload frames of `Weights`: all weights, as Float32.
  public var weightsPayloadSizes: [Int] { [4 * weightCount] }

  /// The sizes in bytes of the payload frames of `Work` on some examples: inputs, then labels.
  public func workPayloadSizes(examples: Int) -> [Int] {
    [examples * inputBytesPerExample, examples * labelBytesPerExample]
  }

  /// The sizes in bytes of the payload frames of a `WorkResult`: in training the gradients of the
  /// trainable weights, none otherwise.
  public func resultPayloadSizes(phase: Phase) -> [Int] {
    phase == .training ? [4 * trainableCount] : []
  }
}
