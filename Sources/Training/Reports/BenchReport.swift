/// The figures of `tandem bench`: the content of its `--report FILE`.
public struct BenchReport: Codable, Sendable, Hashable {
  /// The version of Tandem.
  public var version: String
  /// The version of oneDNN.
  public var oneDNN: String
  /// The instruction set of all processes.
  public var isa: String
  /// The cores that the processes may use.
  public var cores: Int
  /// How often everything was measured.
  public var rounds: Int
  /// Whether each measurement was cut short.
  public var quick: Bool
  /// What was measured, in order.
  public var figures: [BenchFigure] = []

  /// Describes a bench that is about to start.
  public init(version: String, oneDNN: String, isa: String, cores: Int, rounds: Int, quick: Bool) {
    self.version = version
    self.oneDNN = oneDNN
    self.isa = isa
    self.cores = cores
    self.rounds = rounds
    self.quick = quick
  }
}
