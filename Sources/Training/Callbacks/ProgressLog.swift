/// Tells a line of each epoch, such as `epoch 2 of 10: loss 0.3121, val_loss 0.2987`.
///
/// The command shows a bar of its own; this is for a log, or for a loop without the command.
public struct ProgressLog: Callback {
  private let tell: @Sendable (String) -> Void

  /// - Parameter tell: Takes the line; prints it by default.
  public init(_ tell: @escaping @Sendable (String) -> Void = { print($0) }) {
    self.tell = tell
  }

  /// Tells the line.
  public mutating func epochEnded(_ report: EpochReport, in loop: TrainingLoop) -> Verdict {
    let figures = report.metrics.inKerasOrder().map {
      "\($0.name) \(DecimalText.metric($0.value))"
    }
    let place = report.epoch > loop.epochs ? "" : " of \(loop.epochs)"
    tell("epoch \(report.epoch)\(place): \(figures.joined(separator: ", "))")
    return .continue
  }
}
