/// What the first line of a section of an audit file says about the run that follows.
public struct AuditHeader: Sendable, Hashable {
  /// Version of the file's form that this code writes and reads.
  static let version = 1

  /// How the program was run.
  public var mode: RunReport.Mode
  /// Name of the program.
  public var program: String
  /// Seed of all randomness.
  public var seed: UInt64
  /// Examples in a global batch.
  public var batchSize: Int
  /// Number of shards of a global batch.
  public var shards: Int
  /// Instruction set the run was held to.
  public var isa: String
  /// Number of worker processes; 0 for the plain loop.
  public var workers: Int
  /// Names of the model's tensors in declaration order.
  public var tensors: [String]
  /// SHA-256 of the data set, in hexadecimal; empty if it is not told.
  public var dataset: String
  /// Whether each epoch had an order of its own.
  public var isShuffled: Bool

  /// Describes a run.
  public init(
    mode: RunReport.Mode, program: String, seed: UInt64, batchSize: Int, shards: Int, isa: String,
    workers: Int, tensors: [String], dataset: String = "", isShuffled: Bool = false
  ) {
    self.mode = mode
    self.program = program
    self.seed = seed
    self.batchSize = batchSize
    self.shards = shards
    self.isa = isa
    self.workers = workers
    self.tensors = tensors
    self.dataset = dataset
    self.isShuffled = isShuffled
  }

  /// The line as the file holds it, without the newline.
  var line: String {
    let names = tensors.map(JSONText.quoted).joined(separator: ",")
    return "\(Self.opening)\(Self.version),\"mode\":\(JSONText.quoted(mode.rawValue)),"
      + "\"program\":\(JSONText.quoted(program)),\"seed\":\(seed),\"batchSize\":\(batchSize),"
      + "\"shards\":\(shards),\"isa\":\(JSONText.quoted(isa)),\"workers\":\(workers),"
      + (dataset.isEmpty ? "" : "\"dataset\":\(JSONText.quoted(dataset)),")
      + (isShuffled ? "\"shuffled\":true," : "") + "\"tensors\":[\(names)]}"
  }

  /// How a header's line begins and no step's does.
  static let opening = "{\"audit\":"

  /// Takes a header from its line; nil if a member is missing or has another form.
  init?(_ json: JSONValue) {
    guard let mode = json["mode"]?.string.flatMap(RunReport.Mode.init(rawValue:)),
      let program = json["program"]?.string, let seed = json["seed"]?.unsigned,
      let batchSize = json["batchSize"]?.integer, let shards = json["shards"]?.integer,
      let isa = json["isa"]?.string, let workers = json["workers"]?.integer,
      let tensors = json["tensors"]?.array
    else { return nil }
    let names = tensors.compactMap(\.string)
    guard names.count == tensors.count else { return nil }
    self.init(
      mode: mode, program: program, seed: seed, batchSize: batchSize, shards: shards, isa: isa,
      workers: workers, tensors: names, dataset: json["dataset"]?.string ?? "",
      isShuffled: json["shuffled"] == .bool(true))
  }

  /// The settings, equal in both runs where equal bits are promised, in which this run differs from
  /// another: `seed 1 and 2`.
  func differences(from other: AuditHeader) -> [String] {
    let pairs = [
      ("program", program, other.program), ("seed", "\(seed)", "\(other.seed)"),
      ("batch size", "\(batchSize)", "\(other.batchSize)"),
      ("shards", "\(shards)", "\(other.shards)"), ("instruction set", isa, other.isa),
    ]
    let data =
      dataset.isEmpty || other.dataset.isEmpty
      ? []
      : [
        ("data set", "\(dataset.prefix(8))", "\(other.dataset.prefix(8))"),
        ("shuffling", isShuffled ? "on" : "off", other.isShuffled ? "on" : "off"),
      ]
    return (pairs + data).filter { $0.1 != $0.2 }.map { "\($0.0) \($0.1) and \($0.2)" }
  }
}
