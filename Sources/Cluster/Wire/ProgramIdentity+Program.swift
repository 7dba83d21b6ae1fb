import ClusterProtocol
import Diagnostics
import Digests
import Files
import Foundation
import Learning
import Sharding
import TensorCore
import Training

extension ProgramIdentity {
  /// What a process says of the program it would run, and of its layers.
  package init<Program: TrainingProgram>(of program: Program, layers: LayerTree) {
    let layout = layers.layout
    let digest = SHA256.hash(Array(layout.signature.utf8))
    self.init(
      tandemVersion: TandemVersion.current, oneDNNVersion: OneDNN.version,
      program: Program.name,
      weightsDigest: Hexadecimal.text(of: digest),
      weightCount: layout.count)
  }
}

extension Arithmetic {
  /// What the arithmetic of this process comes to, its instruction set settled.
  ///
  /// - Parameters:
  ///   - program: What the job trains.
  ///   - layers: The program's.
  ///   - instructionSet: What was settled.
  ///   - shape: Decides the sizes of the shards.
  ///   - goesOn: Asked between two steps; what it comes to after a no is of no use.
  package init<Program: TrainingProgram>(
    of program: Program, layers: LayerTree, on instructionSet: InstructionSet,
    for shape: JobShape,
    while goesOn: () -> Bool = { true }
  ) {
    self =
      Self.probed(
        of: program, layers: layers, on: instructionSet, for: shape, while: goesOn
      ).arithmetic
  }

  /// The same, with what the gradients of each stage turned out to be of.
  package static func probed<Program: TrainingProgram>(
    of program: Program, layers: LayerTree, on instructionSet: InstructionSet,
    for shape: JobShape, while goesOn: () -> Bool
  ) -> (arithmetic: Arithmetic, forms: [GradientForm]) {
    let weights = program.initialWeights(of: layers, seed: 0)
    let probe = ProbeDigest.probe(
      program, for: shape, layers: layers, weights: weights, while: goesOn)
    let arithmetic = Arithmetic(
      isa: instructionSet.rawValue, oneDNNVersion: OneDNN.version, probeDigest: probe.digest,
      productsDigest: ProbeDigest.computeProducts(program, for: shape, weights: weights),
      configuration: ProgramConfiguration(of: program, layers: layers))
    return (arithmetic, probe.forms)
  }
}

extension ProgramConfiguration {
  /// What a program was made with.
  package init<Program: TrainingProgram>(of program: Program, layers: LayerTree) {
    let text = ProgramDescription(of: program, layers: layers).parts.joined(separator: "; ")
    self.init(digest: Hexadecimal.text(of: SHA256.hash(Array(text.utf8))), text: text)
  }
}
