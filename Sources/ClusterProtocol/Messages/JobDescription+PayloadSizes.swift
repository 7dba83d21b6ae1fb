import Sharding

extension JobDescription {
  /// The sizes in bytes of the payload frames of `Weights`: all weights, as Float32, or none if they
  /// are in shared memory.
  public func weightsPayloadSizes(isShared: Bool) -> [Int] { isShared ? [] : [4 * weightCount] }

  /// The sizes in bytes of the payload frames of `Work` on some examples: inputs, then labels.
  public func workPayloadSizes(examples: Int) -> [Int] {
    [examples * inputBytesPerExample, examples * labelBytesPerExample]
  }

  /// The sizes in bytes of the payload frames of a `WorkResult`: in training the gradients of the
  /// trainable weights, unless they are in shared memory; none otherwise.
  public func resultPayloadSizes(phase: Phase, isShared: Bool = false) -> [Int] {
    phase == .training && !isShared ? [4 * trainableCount] : []
  }
}
