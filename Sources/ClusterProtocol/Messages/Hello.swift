/// How a worker introduces itself; sent again every second until it is answered.
public struct Hello: Hashable, Sendable {
  /// Drawn at random when the worker starts. It tells the worker's life from any other: a routing
  /// id does not, as it changes with the connection.
  public var instance: UInt64
  /// The name given to the worker, empty for none.
  public var name: String
  /// The machine that the worker runs on.
  public var hostName: String
  /// The worker's process id on that machine.
  public var processID: Int
  /// What the worker would train.
  public var identity: ProgramIdentity
  /// The instruction sets that the worker can compute with; only one if it is fixed already.
  public var supportedISAs: [String]
  /// Whether the worker was told its instruction set or has used it, and cannot change it any more.
  public var isaIsFixed: Bool
  /// How many processors of the machine the worker may use; 0 if it does not know.
  public var processorCount: Int

  /// - Parameters:
  ///   - instance: Drawn at random when the worker starts.
  ///   - name: The name given to the worker, empty for none.
  ///   - hostName: The machine that the worker runs on.
  ///   - processID: The worker's process id on that machine.
  ///   - identity: What the worker would train.
  ///   - supportedISAs: The instruction sets that the worker can compute with.
  ///   - isaIsFixed: Whether the worker cannot change its instruction set any more.
  ///   - processorCount: How many processors of the machine the worker may use; 0, the default, if
  ///     it does not know.
  public init(
    instance: UInt64, name: String = "", hostName: String, processID: Int,
    identity: ProgramIdentity, supportedISAs: [String], isaIsFixed: Bool,
    processorCount: Int = 0
  ) {
    self.instance = instance
    self.name = name
    self.hostName = hostName
    self.processID = processID
    self.identity = identity
    self.supportedISAs = supportedISAs
    self.isaIsFixed = isaIsFixed
    self.processorCount = processorCount
  }
}
