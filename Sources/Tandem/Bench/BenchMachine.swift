import TensorCore

/// What a bench may use of this machine.
struct BenchMachine {
  /// Of all processes.
  let instructionSet: InstructionSet
  private let options: MachineOptions

  /// Settles the instruction set of this process.
  init(_ options: MachineOptions) throws(InstructionSetError) {
    self.options = options
    instructionSet = try options.settleInstructionSet()
  }

  /// The threads of the single process, or of each worker.
  func threads(at place: BenchPlace) -> Int {
    options.threads(sharedBy: max(1, place.workers))
  }
}
