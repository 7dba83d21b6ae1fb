/// Where a bench measures.
enum BenchPlace: Hashable {
  /// In this process.
  case single
  /// On worker processes of this machine.
  case workers(Int, LocalOptions.Transport)

  /// How many workers there are.
  var workers: Int {
    if case .workers(let count, _) = self { count } else { 0 }
  }

  /// What is asked for; nil for a single process.
  var transport: LocalOptions.Transport? {
    if case .workers(_, let transport) = self { transport } else { nil }
  }

  /// The shards that a batch is cut into here.
  var shards: Int { max(1, workers) }
}
