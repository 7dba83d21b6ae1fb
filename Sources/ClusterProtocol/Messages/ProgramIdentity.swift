/// What has to be equal on both sides before a worker can take part in a job.
public struct ProgramIdentity: Hashable, Sendable {
  /// The version of Tandem.
  public var tandemVersion: String
  /// The version of oneDNN, which may differ as long as the probe products agree.
  public var oneDNNVersion: String
  /// The name of the program.
  public var program: String
  /// A digest, in hexadecimal, of the weights' names and shapes in declaration order.
  public var weightsDigest: String
  /// How many weights the program has, trainable or not.
  public var weightCount: Int

  /// - Parameters:
  ///   - tandemVersion: The version of Tandem.
  ///   - oneDNNVersion: The version of oneDNN.
  ///   - program: The name of the program.
  ///   - weightsDigest: A digest, in hexadecimal, of the weights' names and shapes.
  ///   - weightCount: How many weights the program has, trainable or not.
  public init(
    tandemVersion: String, oneDNNVersion: String, program: String, weightsDigest: String,
    weightCount: Int
  ) {
    self.tandemVersion = tandemVersion
    self.oneDNNVersion = oneDNNVersion
    self.program = program
    self.weightsDigest = weightsDigest
    self.weightCount = weightCount
  }
}
