import Diagnostics
import Sharding

/// Why a loop can't do what it was written to do.
public struct LoopError: ActionableError, Hashable {
  /// What kind of obstacle it is.
  public enum Code: Sendable, Hashable {
    /// There is nothing to train or to evaluate on.
    case noExamples(Phase)
    /// More epochs than can be told apart.
    case tooManyEpochs
    /// A rate that follows a schedule can't be set.
    case rateFollowsSchedule(optimizer: Int)
    /// A number that is no learning rate.
    case impossibleRate(Double)
    /// A callback looks at a figure that there is not.
    case noSuchFigure(String, known: [String])
    /// Nobody knows whether a figure should rise or fall.
    case unknownDirection(String)
  }

  /// What kind of obstacle it is.
  public let code: Code

  /// An obstacle of a kind.
  public init(_ code: Code) { self.code = code }

  /// Running the loop.
  public var activity: String { "running the program's loop" }

  /// What came in the way, with the values.
  public var problem: String {
    switch code {
    case .noExamples(let phase): "there are no \(phase) examples"
    case .tooManyEpochs: "epoch \(JobShape.maximumEpochs + 1) is one too many"
    case .rateFollowsSchedule(let optimizer):
      "the learning rate of optimizer \(optimizer) follows a schedule and can't be set"
    case .impossibleRate(let rate): "\(rate) is no learning rate"
    case .noSuchFigure(let name, let known):
      "there is no figure '\(name)'; there are \(known.joined(separator: ", "))"
    case .unknownDirection(let name):
      "nobody knows whether '\(name)' should become larger or smaller"
    }
  }

  /// What has to change.
  public var remedy: String {
    switch code {
    case .noExamples: "Give the run examples of that kind, or leave it out of the loop."
    case .tooManyEpochs: "End the loop before."
    case .rateFollowsSchedule: "Give the optimizer a number, or leave the rate to the schedule."
    case .impossibleRate: "Set a finite rate that is not below 0."
    case .noSuchFigure: "Name one of those; names that begin with val_ need a validation."
    case .unknownDirection: "Say which by mode: .max or .min."
    }
  }

  /// The program's.
  public var fault: Fault { .input }
}
