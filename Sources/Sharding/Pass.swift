import Diagnostics

/// Steps of one pass over a split, one after the other, numbered and never stored. Each is a global batch, or
/// in training as many as a step has stages, of the same examples.
///
/// Batches are taken in the order of the split, and the last of a pass may be short.
public struct Pass: Hashable, Sendable {
  /// What the batches are cut from.
  public let shape: JobShape
  /// What is to be done.
  public let phase: Phase
  /// The epoch, from 0; for an evaluation the one that was trained last.
  public let epoch: Int
  /// How many stages each step has; one in an evaluation.
  public let stages: Int
  // The batches of the pass that are meant, counted from its first.
  private let batches: Range<Int>

  /// - Parameters:
  ///   - phase: What is to be done.
  ///   - epoch: The epoch, from 0.
  ///   - shape: What the batches are cut from.
  ///   - stages: How many stages a training step has, 1 to 1,024; one by default.
  ///   - steps: The steps that are meant; all of the pass by default.
  public init(
    _ phase: Phase, epoch: Int, of shape: JobShape, stages: Int = 1, steps: Range<Int>? = nil
  ) {
    require(
      1...JobShape.maximumStages ~= stages,
      "a step has 1 to \(JobShape.maximumStages) stages, not \(stages)")
    let all = 0..<shape.steps(in: phase)
    let steps = steps ?? all
    require(
      all.lowerBound <= steps.lowerBound && steps.upperBound <= all.upperBound,
      "steps \(steps) of a pass over the \(phase) split, which has \(all.count)")
    self.shape = shape
    self.phase = phase
    self.epoch = epoch
    self.stages = phase == .training ? stages : 1
    batches = steps.lowerBound * self.stages..<steps.upperBound * self.stages
  }

  /// The steps that are meant, counted from the first of the pass; the first perhaps without its first
  /// stages.
  public var steps: Range<Int> { batches.lowerBound / stages..<batches.upperBound / stages }

  private init(_ pass: Pass, batches: Range<Int>) {
    (shape, phase, epoch, stages) = (pass.shape, pass.phase, pass.epoch, pass.stages)
    self.batches = batches
  }
}

extension Pass: RandomAccessCollection {
  /// The first batch.
  public var startIndex: Int { batches.lowerBound }

  /// One past the last batch.
  public var endIndex: Int { batches.upperBound }

  /// A batch by its number in the whole pass, stages counted, worked out in constant time.
  public subscript(index: Int) -> GlobalBatch {
    require(batches ~= index, "batch \(index) of \(batches)")
    let (step, stage) = index.quotientAndRemainder(dividingBy: stages)
    let first = step * shape.batchSize
    return GlobalBatch(
      phase: phase, epoch: epoch, step: step, stage: stage,
      examples: first..<Swift.min(first + shape.batchSize, shape.examples(in: phase)),
      shards: shape.shards)
  }

  /// The pass without its first batches.
  public func dropFirst(_ count: Int = 1) -> Pass {
    Pass(self, batches: batches.dropFirst(count))
  }
}
