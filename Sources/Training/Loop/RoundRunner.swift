import Sharding
import TensorCore

/// Has the rounds computed that a loop wants: in this process, or on workers.
package protocol RoundRunner: AnyObject {
  /// What has come of the rounds so far.
  var record: RunRecord { get }

  /// Where the weights lie.
  var layout: WeightLayout { get }

  /// A copy of the weights, which stays as it is.
  var weights: Weights { get }

  /// Runs rounds to their end.
  ///
  /// - Parameters:
  ///   - pass: What is wanted.
  ///   - ahead: What will probably follow, so that workers can begin with it.
  /// - Throws: Whatever keeps the rounds from being completed. The loop can't go on then.
  func run(_ pass: Pass, ahead: [Pass]) throws

  /// Puts other weights in place of those that there are; the optimizers keep what they remember.
  func replaceWeights(with weights: Weights) throws

  /// The learning rate of an optimizer's next update; nil if there is no such optimizer.
  func learningRate(ofOptimizer index: Int) -> Double?

  /// Sets the learning rate of an optimizer.
  ///
  /// - Returns: Whether it has a number for a rate and not a schedule.
  func setLearningRate(_ rate: Double, ofOptimizer index: Int) -> Bool
}
