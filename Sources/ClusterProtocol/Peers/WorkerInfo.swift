/// A worker as people know it.
public struct WorkerInfo: Hashable, Sendable {
  /// The worker's number in the order of arrival, from 0; never used again in the job.
  public let number: Int
  /// The name it was given, or `worker` and its number plus one.
  public let name: String
  /// The machine it runs on.
  public let hostName: String
  /// Its process id there.
  public let processID: Int

  init(number: Int, hello: Hello) {
    self.number = number
    name = hello.name.isEmpty ? "worker \(number + 1)" : hello.name
    hostName = hello.hostName
    processID = hello.processID
  }
}

extension WorkerInfo: CustomStringConvertible {
  /// Such as `worker 2 (process 4711 on node7)`.
  public var description: String { "\(name) (process \(processID) on \(hostName))" }
}
