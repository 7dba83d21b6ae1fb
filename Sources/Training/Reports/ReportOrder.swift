/// The order of a report's members, so that the file reads from what was run to what came of it.
///
/// Encoders promise no order of their own.
enum ReportOrder {
  private static let leading = [
    "identical", "speedup", "program", "mode", "coordinator", "workers", "shards", "batchSize",
    "seed", "transport", "isa", "threads", "dataset", "name", "sha256", "trainExamples",
    "validationExamples", "shuffled", "time", "kind", "worker", "epoch", "mean", "median", "p95",
  ]
  private static let trailing = [
    "steps", "seconds", "validationSeconds", "stepMilliseconds", "epochs", "test",
    "weightsSHA256", "startSeconds", "breakdown", "events", "single", "cluster", "compute", "wait",
    "receive", "reduceAndUpdate", "send", "broadcast", "other", "milliseconds", "rounds", "figures",
  ]

  private static let ranks: [String: Int] = {
    var ranks: [String: Int] = [:]
    for (index, name) in leading.enumerated() { ranks[name] = index }
    for (index, name) in trailing.enumerated() { ranks[name] = leading.count + 2 + index }
    return ranks
  }()

  /// Known names by their place; metrics between them, those of the validation after the others.
  private static func rank(_ name: String) -> (Int, String) {
    if let rank = ranks[name] { return (rank, name) }
    return (leading.count + (name.hasPrefix("val_") ? 1 : 0), name)
  }

  /// The same value with every object's members in order.
  static func arranged(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let members):
      .object(
        members.sorted { rank($0.name) < rank($1.name) }
          .map { JSONMember(name: $0.name, value: arranged($0.value)) })
    case .array(let elements): .array(elements.map(arranged))
    default: value
    }
  }
}
