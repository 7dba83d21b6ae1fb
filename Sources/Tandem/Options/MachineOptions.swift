import ArgumentParser
import Foundation
import TensorCore

/// How this machine computes.
struct MachineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Instruction set of the job: auto, avx512, avx2 or sse41.",
      discussion: """
        Bits differ from one to another. auto takes the one that TANDEM_ISA names, else the widest \
        this CPU has.
        """,
      valueName: "isa"))
  var isa = "auto"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads of the process, or of each worker.",
      discussion: "Default: the cores this process may use, or a worker's share of them.",
      valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let threads { try JobOptions.check("--threads", threads, atMost: 1024) }
    if isa != "auto" && InstructionSet(rawValue: isa) == nil {
      let known = InstructionSet.allCases.filter { $0 != .native || $0.isSupported }
      let names = ["auto"] + known.map(\.rawValue)
      throw ValidationError(
        "unknown instruction set '\(isa)'. Choose one of: \(names.joined(separator: ", ")).")
    }
    if let name = environmentISA, InstructionSet(rawValue: name)?.isSupported != true {
      let known = InstructionSet.supported.map(\.rawValue).joined(separator: ", ")
      throw ValidationError(
        "TANDEM_ISA is '\(name)', which this CPU does not have. Set it to one of: \(known).")
    }
  }

  /// The instruction set asked for, or nil for the widest.
  var instructionSet: InstructionSet? { InstructionSet(rawValue: environmentISA ?? isa) }

  /// What the environment has `auto` stand for, if it does.
  private var environmentISA: String? {
    guard isa == "auto" else { return nil }
    return ProcessInfo.processInfo.environment["TANDEM_ISA"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Settles the instruction set of this process: the first thing a command does.
  func settleInstructionSet() throws(InstructionSetError) -> InstructionSet {
    let chosen = instructionSet ?? .widest
    try chosen.settle()
    return chosen
  }

  /// The threads of each of some processes on this machine.
  func threads(sharedBy processes: Int) -> Int {
    threads ?? max(1, Processors.available / processes)
  }
}
