extension WorkerMachine {
  /// What a worker has to know before it looks for its coordinator.
  public struct Configuration: Sendable {
    /// How the worker introduces itself.
    public var hello: Hello
    /// How many stages a training step of its program has; one by default.
    public var stages = 1
    /// How often it does so until it is answered. Default: every second.
    public var helloInterval: Duration
    /// How long it waits before it says that it waits. Default: 2 seconds.
    public var firstNoticeAfter: Duration
    /// How often it says so from then on. Default: every 10 seconds.
    public var noticeInterval: Duration
    /// How long it waits before it gives up; nil, the default, is for ever.
    public var giveUpAfter: Duration?
    /// How many bytes of examples it keeps that were sent ahead, though one piece of work at least.
    /// Default: 1 TiB.
    public var mostStoredBytes: Int

    /// - Parameter hello: How the worker introduces itself.
    public init(hello: Hello) {
      self.hello = hello
      helloInterval = .seconds(1)
      firstNoticeAfter = .seconds(2)
      noticeInterval = .seconds(10)
      mostStoredBytes = 1 << 40
    }
  }
}
