/// The parts of a step as they follow each other, and add up to it.
struct StepSequence {
  /// Forward and backward, in the mean of the workers.
  var compute: Double
  /// The sum of the gradients and the optimizer.
  var reduceAndUpdate: Double
  /// What the coordinator reads and sends; nil for a single process.
  var messages: Double?
  /// The rest; in a cluster most of it is on the way.
  var other: Double
}

extension StepBreakdown {
  /// The parts as they follow each other.
  var sequence: StepSequence {
    switch self {
    case .single(let single):
      return StepSequence(
        compute: single.compute, reduceAndUpdate: single.reduceAndUpdate, other: single.other)
    case .cluster(let coordinator, let workers):
      let compute = workers.reduce(0) { $0 + $1.compute } / Double(max(1, workers.count))
      // While the coordinator waits, workers compute and messages are on their way.
      return StepSequence(
        compute: compute, reduceAndUpdate: coordinator.reduceAndUpdate,
        messages: coordinator.receive + coordinator.broadcast,
        other: max(0, coordinator.wait - compute) + coordinator.other)
    }
  }
}
