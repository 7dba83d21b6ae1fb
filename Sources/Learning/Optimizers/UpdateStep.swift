/// Which update an ``Optimizer`` is at, and how large a step it takes.
public struct UpdateStep: Sendable, Hashable {
  /// The number of the update, counted from 1 for each optimizer by itself.
  public let number: Int
  /// The learning rate of this update.
  public let learningRate: Float

  /// - Parameters:
  ///   - number: The number of the update, from 1.
  ///   - learningRate: The learning rate of this update.
  public init(number: Int, learningRate: Float) {
    self.number = number
    self.learningRate = learningRate
  }
}
