import ArgumentParser
import Files
import Learning
import OperatingSystem
import TensorCore
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
  ///   - program: What is going to be trained.
  ///   - defaultShards: The shards of a job that is not told how many.
  ///   - processes: How many processes share this machine's cores.
  func begin(
    _ program: some TrainingProgram, defaultShards: Int, sharedBy processes: Int
  ) throws -> (settings: RunSettings, audit: AuditWriter?) {
    let (instructionSet, layers, audit) = try prepare(for: program)
    let settings = try load(
      program, layers, on: instructionSet, defaultShards: defaultShards, sharedBy: processes)
    return (settings, audit)
  }

  /// Settles the instruction set, finds the program's layers and opens the audit.
  func prepare(
    for program: some TrainingProgram
  ) throws -> (instructionSet: InstructionSet, layers: LayerTree, audit: AuditWriter?) {
    let (instructionSet, layers, audit) = try prepare(for: program, keeping: nil) { path in
      try path.map { path throws(OutputFileError) in try AuditWriter(path: path) }
    }
    return (instructionSet, layers, audit)
  }

  /// The same with audits of the command's own.
  ///
  /// - Parameters:
  ///   - program: What is going to be trained, for the room that its weights need.
  ///   - earlier: The file of `--against`, which is not to be overwritten.
  ///   - open: Opens what `--audit` names, before anything is loaded.
  func prepare<Audits>(
    for program: some TrainingProgram, keeping earlier: String?,
    audits open: (String?) throws -> Audits
  ) throws -> (instructionSet: InstructionSet, layers: LayerTree, audits: Audits) {
    let instructionSet = try machine.settleInstructionSet()
    let layers = program.declareLayers()
    try output.prepare(
      keeping: earlier, apartFrom: data.files, weightCount: layers.layout.weightCount)
    return (instructionSet, layers, try open(output.audit))
  }

  /// Loads the examples, and has the kernels of the products generated meanwhile.
  ///
  /// - Parameters:
  ///   - program: What is going to be trained.
  ///   - layers: The program's.
  ///   - instructionSet: What was settled.
  ///   - defaultShards: The shards of a job that is not told how many.
  ///   - processes: How many processes share this machine's cores.
  func load(
    _ program: some TrainingProgram, _ layers: LayerTree, on instructionSet: InstructionSet,
    defaultShards: Int, sharedBy processes: Int
  ) throws -> RunSettings {
    let kernels = Errand { OneDNN.generateKernels() }
    // A process must not exit in the middle of it.
    defer { kernels.value() }
    return try RunSettings(
      program, layers, job: job.configuration(defaultShards: defaultShards),
      instructionSet: instructionSet, threads: machine.threads(sharedBy: processes), data: data,
      quiet: output.quiet)
  }
}
