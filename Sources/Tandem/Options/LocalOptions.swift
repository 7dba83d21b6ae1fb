import ArgumentParser

/// Workers on this machine.
struct LocalOptions: ParsableArguments {
  /// How coordinator and workers talk.
  enum Transport: String, ExpressibleByArgument, CaseIterable {
    case auto, ipc, tcp

    /// What auto stands for.
    var resolved: Transport { self == .auto ? .ipc : self }
  }

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Worker processes to launch.", valueName: "n"))
  var workers = 2

  @Option(help: ArgumentHelp("How coordinator and workers talk; auto is ipc.", valueName: "how"))
  var transport = Transport.auto

  func validate() throws {
    try JobOptions.check("--workers", workers, atMost: 1024)
  }
}
