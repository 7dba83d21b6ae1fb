import ArgumentParser

/// Workers on this machine.
struct LocalOptions: ParsableArguments {
  /// How coordinator and workers talk.
  enum Transport: String, ExpressibleByArgument, CaseIterable {
    case auto, shm, ipc, tcp

    /// What auto stands for.
    var resolved: Transport { self == .auto ? .shm : self }
  }

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Worker processes to launch.", valueName: "n"))
  var workers = 2

  @Option(
    help: ArgumentHelp(
      "How coordinator and workers talk: auto, shm, ipc or tcp.",
      discussion: """
        shm keeps gradients and weights in memory that the processes share, and falls back to ipc, \
        with a notice, where that can't be had. auto is shm.
        """, valueName: "how"))
  var transport = Transport.auto

  func validate() throws {
    try JobOptions.check("--workers", workers, atMost: 1024)
  }
}
