import Diagnostics

/// Why a training can't go on.
public struct TrainingError: ActionableError, Equatable {
  /// What kind of obstacle it is.
  public enum Code: Sendable {
    /// A gradient or the loss is infinite or not a number.
    case notFinite
    /// Somebody asked it to stop.
    case interrupted
  }

  /// What kind of obstacle it is.
  public let code: Code
  /// The epoch, from 1.
  public let epoch: Int
  /// The step within the epoch, from 1.
  public let step: Int

  /// Where training ended.
  public init(code: Code, epoch: Int, step: Int) {
    self.code = code
    self.epoch = epoch
    self.step = step
  }

  /// Training, with the place.
  public var activity: String { "training, epoch \(epoch), step \(step)" }

  /// What came in the way.
  public var problem: String {
    switch code {
    case .notFinite: "a gradient or the loss is infinite or not a number"
    case .interrupted: "interrupted"
    }
  }

  /// What to try instead.
  public var remedy: String {
    switch code {
    case .notFinite: "Lower the learning rate, or look for examples out of range."
    case .interrupted: ""
    }
  }

  /// The run's.
  public var fault: Fault { .run }
}
