import ArgumentParser
import Files
import Training

/// What every command that trains is told.
struct RunOptions: ParsableArguments {
  @OptionGroup var data: DataOptions
  @OptionGroup var job: JobOptions
  @OptionGroup var machine: MachineOptions
  @OptionGroup var output: OutputOptions

  /// Settles the instruction set, opens the audit and loads the examples.
  ///
  /// - Parameters:
  ///   - defaultShards: The shards of a job that is not told how many.
  ///   - processes: How many processes share this machine's cores.
  func begin(
    defaultShards: Int, sharedBy processes: Int
  ) throws -> (settings: RunSettings, audits: AuditWriter?) {
    try begin(defaultShards: defaultShards, sharedBy: processes, keeping: nil) { path in
      try path.map { path throws(OutputFileError) in try AuditWriter(path: path) }
    }
  }

  /// The same with audits of the command's own.
  ///
  /// - Parameters:
  ///   - defaultShards: The shards of a job that is not told how many.
  ///   - processes: How many processes share this machine's cores.
  ///   - earlier: The file of `--against`, which is not to be overwritten.
  ///   - open: Opens what `--audit` names, before anything is loaded.
  func begin<Audits>(
    defaultShards: Int, sharedBy processes: Int, keeping earlier: String?,
    audits open: (String?) throws -> Audits
  ) throws -> (settings: RunSettings, audits: Audits) {
    let instructionSet = try machine.settleInstructionSet()
    try output.prepare(keeping: earlier)
    let audits = try open(output.audit)
    let settings = try RunSettings(
      job: job.configuration(defaultShards: defaultShards), instructionSet: instructionSet,
      threads: machine.threads(sharedBy: processes), data: data, quiet: output.quiet)
    return (settings, audits)
  }
}
