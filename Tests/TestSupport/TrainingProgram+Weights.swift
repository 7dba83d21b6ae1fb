import Learning
import TensorCore
import Training

extension TrainingProgram {
  /// Where each variable lies.
  package var layout: WeightLayout { declareLayers().layout }

  /// What a training with a seed begins with.
  package func initialWeights(seed: UInt64) -> Weights {
    initialWeights(of: declareLayers(), seed: seed)
  }
}
