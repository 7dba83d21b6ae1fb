import ClusterProtocol
import Learning
import Sharding
import TensorCore
import Training

/// What the arithmetic of a job comes to in this process, and how long it took to find out.
///
/// Takes a moment for large shards, so it is done before anything that a killed process would leave
/// behind.
package struct JobProbe: Sendable {
  let arithmetic: Arithmetic
  /// The program's layers.
  package let layers: LayerTree
  /// What the gradients of each stage are of.
  let forms: [GradientForm]
  private let duration: Duration

  /// Computes each size of shard once or twice.
  package init<Program: TrainingProgram>(
    _ program: Program, layers: LayerTree? = nil, on instructionSet: InstructionSet,
    for shape: JobShape,
    while goesOn: () -> Bool = { true }
  ) {
    let layers = layers ?? program.declareLayers()
    self.layers = layers
    let start = ContinuousClock.now
    (arithmetic, forms) = Arithmetic.probed(
      of: program, layers: layers, on: instructionSet, for: shape, while: goesOn)
    duration = ContinuousClock.now - start
  }

  /// The same on a thread of its own, so that a wish to stop is heard.
  ///
  /// - Parameter shouldStop: Asked several times a second.
  /// - Returns: Nil if it was stopped.
  package static func run<Program: TrainingProgram>(
    _ program: Program, layers: LayerTree? = nil, on instructionSet: InstructionSet,
    for shape: JobShape,
    shouldStop: () -> Bool
  ) -> JobProbe? {
    let probe = Aside.run { isAwaited in
      JobProbe(program, layers: layers, on: instructionSet, for: shape, while: isAwaited)
    } while: {
      !shouldStop()
    }
    return shouldStop() ? nil : probe
  }

  /// How long a worker may be silent, given how long it may at least: it says nothing while it
  /// computes the probe or a shard, and may be several times slower than this process.
  func patience(atLeast least: Duration) -> Duration { max(least, duration * 4) }
}
