import Diagnostics
import Learning
import TensorCore

extension TrainingProgram {
  /// Finds the layers of the program, and what weights they have, by running its train step and its test
  /// step once on two examples that are made up.
  ///
  /// No product is computed for it, and no instruction set settled. Steps that are wrong end the process
  /// here, with words, rather than in the middle of a job: a loss that does not depend on a weight, a weight
  /// that no gradient is asked of, a model that is made anew each time it is called.
  public func declareLayers() -> LayerTree {
    let batch = madeUpBatch
    var metrics = self.metrics
    let stages = self.stages
    let layers = LayerTree.declaring(for: optimizers, stages: stages) { step in
      _ = trainStep(batch, in: step, updating: &metrics)
      testStep(batch, in: step, updating: &metrics)
    }
    // A second time, with the layers known: whatever is called now was there before.
    layers.rehearse(stages) { step in
      let gradients = trainStep(batch, in: step, updating: &metrics)
      require(
        gradients.layout == layers.layout,
        """
        trainStep of \(Self.name) gives gradients of \(gradients.layout.signature), \
        its models have \(layers.layout.signature)
        """)
      testStep(batch, in: step, updating: &metrics)
    }
    return layers
  }

  /// Examples of whatever the fields take.
  private var madeUpBatch: Batch {
    ProbeExamples.make(LayerTree.madeUpExamples, with: fields, .full).batch()
  }
}
