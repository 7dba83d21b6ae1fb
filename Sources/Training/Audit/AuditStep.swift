/// The digests of one step: gradients, weights, slots and metrics after it.
public struct AuditStep: Sendable, Hashable {
  /// One tensor's digest under its full name: `weights dense/kernel`.
  public struct Entry: Sendable, Hashable {
    /// Kind and name: `gradients dense/kernel`, `slots velocity dense/kernel`, `metrics loss`.
    public var name: String
    /// The digest of its bits.
    public var digest: AuditDigest

    /// Pairs a name with a digest.
    public init(_ name: String, _ digest: AuditDigest) {
      self.name = name
      self.digest = digest
    }
  }

  /// Number of the step in the whole run, counted from 1; 0 is the state before the first.
  public var step: Int
  /// Number of the epoch it belongs to, counted from 1; 0 with step 0.
  public var epoch: Int
  /// The stage of the step, from 0.
  public var stage: Int
  /// The digests, causes before effects (metrics, gradients, slots, weights), so that the first one
  /// to differ tells most.
  public var entries: [Entry]

  /// Collects the digests of a step.
  public init(step: Int, epoch: Int, stage: Int = 0, entries: [Entry]) {
    self.step = step
    self.epoch = epoch
    self.stage = stage
    self.entries = entries
  }

  /// The line as the file holds it, without the newline.
  var line: String {
    // The first stage, of which most programs have no other, goes without saying.
    let place = stage == 0 ? "" : "\"stage\":\(stage),"
    var line = "{\"step\":\(step),\"epoch\":\(epoch),\(place)\"digests\":{"
    for (index, entry) in entries.enumerated() {
      line += "\(index == 0 ? "" : ",")\(JSONText.quoted(entry.name)):\"\(entry.digest)\""
    }
    return line + "}}"
  }

  /// Takes a step from its line; nil if a member is missing or has another form.
  init?(_ json: JSONValue) {
    guard let step = json["step"]?.integer, step >= 0, let epoch = json["epoch"]?.integer,
      epoch >= 0, let stage = json["stage"].map({ $0.integer }) ?? 0, stage >= 0,
      let digests = json["digests"]?.object
    else { return nil }
    var entries: [Entry] = []
    for member in digests {
      guard let digest = member.value.string.flatMap(AuditDigest.init) else { return nil }
      entries.append(Entry(member.name, digest))
    }
    self.init(step: step, epoch: epoch, stage: stage, entries: entries)
  }
}
