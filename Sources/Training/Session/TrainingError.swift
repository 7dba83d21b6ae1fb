import Diagnostics
import Learning
import Sharding

/// Why a training can't go on.
public struct TrainingError: ActionableError, Equatable {
  /// What kind of obstacle it is.
  public enum Code: Sendable, Hashable {
    /// The program can't take the examples.
    case unfit(ExampleMismatch)
    /// The metrics of the program can't be reported.
    case metrics(MetricFault)
    /// The optimizers of the program can't share out its variables.
    case optimizers(OptimizerFault)
    /// The followers of the program do not fit what they follow.
    case followers(FollowerFault)
    /// A gradient or the loss is infinite or not a number.
    case notFinite
    /// Somebody asked it to stop.
    case interrupted
  }

  /// What kind of obstacle it is.
  public let code: Code
  /// The epoch, from 1; 0 if training did not begin.
  public let epoch: Int
  /// The step within the epoch, from 1; 0 if training did not begin.
  public let step: Int
  /// What was found that is not finite, the first of each node; nothing if only a sum is not.
  public private(set) var findings: [NonFiniteNumber]

  /// Where training ended.
  public init(code: Code, epoch: Int, step: Int, findings: [NonFiniteNumber] = []) {
    self.code = code
    self.epoch = epoch
    self.step = step
    self.findings = findings
  }

  /// Training did not begin.
  init(_ mismatch: ExampleMismatch) { self.init(code: .unfit(mismatch), epoch: 0, step: 0) }

  /// Training did not begin.
  init(_ fault: MetricFault) { self.init(code: .metrics(fault), epoch: 0, step: 0) }

  /// Training did not begin.
  init(_ fault: OptimizerFault) { self.init(code: .optimizers(fault), epoch: 0, step: 0) }

  /// Training did not begin.
  init(_ fault: FollowerFault) { self.init(code: .followers(fault), epoch: 0, step: 0) }

  /// The same error, naming who computed what was found.
  ///
  /// - Parameter worker: The worker that computed a node, as people know it.
  package func naming(_ worker: (Node) -> String?) -> TrainingError {
    var error = self
    for index in findings.indices { error.findings[index].worker = worker(findings[index].node) }
    return error
  }

  /// Training, with the place.
  public var activity: String {
    switch code {
    case .unfit(let mismatch): return mismatch.activity
    case .metrics(let fault): return fault.activity
    case .optimizers(let fault): return fault.activity
    case .followers(let fault): return fault.activity
    case .notFinite, .interrupted: break
    }
    return "training, epoch \(epoch), step \(step)"
  }

  /// What came in the way.
  public var problem: String {
    switch code {
    case .unfit(let mismatch): mismatch.problem
    case .metrics(let fault): fault.problem
    case .optimizers(let fault): fault.problem
    case .followers(let fault): fault.problem
    case .notFinite where findings.isEmpty:
      "the sum of the shards' gradients or losses is infinite or not a number, "
        + "though each for itself is finite"
    case .notFinite: told(findings)
    case .interrupted: "interrupted"
    }
  }

  /// What to try instead.
  public var remedy: String {
    switch code {
    case .unfit(let mismatch): return mismatch.remedy
    case .metrics(let fault): return fault.remedy
    case .optimizers(let fault): return fault.remedy
    case .followers(let fault): return fault.remedy
    case .notFinite:
      let advice = "ower the learning rate, or look for examples out of range"
      guard findings.contains(where: { $0.worker != nil }) else { return "L\(advice)." }
      return """
        If one process with the same seed and shards ends at the same step, l\(advice); if it does \
        not, that worker's machine computes wrongly.
        """
    case .interrupted: return ""
    }
  }

  /// The run's, or the input's if training could not begin.
  public var fault: Fault {
    switch code {
    case .unfit(let mismatch): mismatch.fault
    case .metrics(let fault): fault.fault
    case .optimizers(let fault): fault.fault
    case .followers(let fault): fault.fault
    case .notFinite, .interrupted: .run
    }
  }

  // Of many nodes a few are as good as all.
  private func told(_ findings: [NonFiniteNumber]) -> String {
    let told = findings.prefix(3).map(\.description).joined(separator: "; ")
    return findings.count > 3 ? "\(told); and so on, in \(findings.count) nodes" : told
  }
}
