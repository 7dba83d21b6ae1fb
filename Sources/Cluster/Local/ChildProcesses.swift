/// The worker processes that a coordinator was launched with, as far as it needs to know them.
public protocol ChildProcesses {
  /// The ids of all that were launched, in order.
  var processIDs: [Int] { get }

  /// The processes that have ended since the last call.
  func reapEnded() -> [EndedProcess]
}

extension ChildProcesses {
  /// Whether none was launched.
  var isEmpty: Bool { processIDs.isEmpty }
}

/// A process that has ended.
public struct EndedProcess: Sendable, Hashable {
  /// Its id.
  public let processID: Int
  /// How it ended: `exit status 1`, `killed by signal 9`.
  public let description: String

  /// Describes an end.
  public init(processID: Int, description: String) {
    self.processID = processID
    self.description = description
  }
}

/// No processes: all workers come from elsewhere.
public struct NoChildProcesses: ChildProcesses {
  /// There are none.
  public init() {}

  /// There are none.
  public var processIDs: [Int] { [] }

  /// None.
  public func reapEnded() -> [EndedProcess] { [] }
}
