import ClusterProtocol
import Training

/// Where the workers' time went, as they tell with their results of training steps.
struct WorkerTimes {
  fileprivate struct Sums {
    let name: String
    var steps = 0
    var lastRound: Int?
    // As a peer may tell any time, there must be no overflow.
    var compute = 0.0
    var wait = 0.0
    var send = 0.0
    var other = 0.0
  }

  private var sums: [Int: Sums] = [:]

  /// Takes note of a result.
  mutating func add(_ result: WorkResult, of worker: WorkerInfo) {
    sums[worker.number, default: Sums(name: worker.name)].add(result)
  }

  /// For each worker, in the order of their numbers, a step in which it took part.
  var breakdowns: [StepBreakdown.Worker] {
    sums.sorted { $0.key < $1.key }.map(\.value.breakdown)
  }
}

extension WorkerTimes.Sums {
  fileprivate mutating func add(_ result: WorkResult) {
    // A worker may answer several nodes of a round.
    if result.round != lastRound { steps += 1 }
    lastRound = result.round
    compute += Double(result.timings.computeNanoseconds)
    wait += Double(result.timings.waitNanoseconds)
    send += Double(result.timings.sendNanoseconds)
    other += Double(result.timings.otherNanoseconds)
  }

  fileprivate var breakdown: StepBreakdown.Worker {
    let unit = 1e6 * Double(steps)
    return StepBreakdown.Worker(
      worker: name, compute: compute / unit, wait: wait / unit, send: send / unit,
      other: other / unit)
  }
}
