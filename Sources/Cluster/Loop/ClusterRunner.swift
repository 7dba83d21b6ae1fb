import Sharding
import TensorCore
import Training

/// The loop's end of a ``LoopChannel``, on the loop's thread.
///
/// `@unchecked Sendable`: it is handed to one other thread, that of the loop. The session belongs to that
/// thread from an answer to the next request, and to the thread of the socket from a request to its
/// answer, but for the clock, which is always the latter's.
final class ClusterRunner<Program: TrainingProgram>: RoundRunner, @unchecked Sendable {
  private let session: TrainingSession<Program>
  private let channel: LoopChannel

  init(_ session: TrainingSession<Program>, over channel: LoopChannel) {
    self.session = session
    self.channel = channel
  }

  var record: RunRecord { session.record }

  var layout: WeightLayout { session.weights.layout }

  var weights: Weights { session.copyOfWeights }

  func run(_ pass: Pass, ahead: [Pass]) throws { try channel.ask(.run(pass, ahead: ahead)) }

  func replaceWeights(with weights: Weights) throws {
    try channel.ask(.replaceWeights(weights))
  }

  func learningRate(ofOptimizer index: Int) -> Double? {
    session.learningRate(ofOptimizer: index)
  }

  func setLearningRate(_ rate: Double, ofOptimizer index: Int) -> Bool {
    session.setLearningRate(rate, ofOptimizer: index)
  }
}
