import Diagnostics

/// Steps of one pass over a split, one after the other, numbered and never stored.
///
/// Batches are taken in the order of the split, and the last of a pass may be short.
public struct Pass: Hashable, Sendable {
  /// What the batches are cut from.
  public let shape: JobShape
  /// What is to be done.
  public let phase: Phase
  /// The epoch, from 0; for an evaluation the one that was trained last.
  public let epoch: Int
  /// The steps of the pass that are meant.
  public let steps: Range<Int>

  /// - Parameters:
  ///   - phase: What is to be done.
  ///   - epoch: The epoch, from 0.
  ///   - shape: What the batches are cut from.
  ///   - steps: The steps that are meant; all of the pass by default.
  public init(_ phase: Phase, epoch: Int, of shape: JobShape, steps: Range<Int>? = nil) {
    let all = 0..<shape.steps(in: phase)
    let steps = steps ?? all
    require(
      all.lowerBound <= steps.lowerBound && steps.upperBound <= all.upperBound,
      "steps \(steps) of a pass over the \(phase) split, which has \(all.count)")
    self.shape = shape
    self.phase = phase
    self.epoch = epoch
    self.steps = steps
  }
}

extension Pass: RandomAccessCollection {
  /// The first step.
  public var startIndex: Int { steps.lowerBound }

  /// One past the last step.
  public var endIndex: Int { steps.upperBound }

  /// The batch of a step, worked out in constant time.
  public subscript(step: Int) -> GlobalBatch {
    require(steps ~= step, "step \(step) of \(steps)")
    let first = step * shape.batchSize
    return GlobalBatch(
      phase: phase, epoch: epoch, step: step,
      examples: first..<Swift.min(first + shape.batchSize, shape.examples(in: phase)),
      shards: shape.shards)
  }

  /// The pass without its first steps.
  public func dropFirst(_ count: Int = 1) -> Pass {
    Pass(phase, epoch: epoch, of: shape, steps: steps.dropFirst(count))
  }
}
