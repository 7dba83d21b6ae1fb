import ClusterProtocol

/// A network and a clock: everything that happens later, in the order in which it happens.
///
/// Frames are delayed at random, so they overtake each other, and now and then they come twice.
struct SimulatedNetwork {
  enum Happening {
    case atCoordinator(envelope: [UInt8], payload: [[UInt8]], from: PeerID)
    case atWorker(Int, envelope: [UInt8], payload: [[UInt8]])
    case workerStarts(Int)
    case workerDies(Int)
    case workerComputed(Int, WorkerMachine.Event)
    case coordinatorFreezes(Duration)
    case tick
  }

  struct Faults {
    var longestDelay = Duration.milliseconds(40)
    var duplicates = 0.2
    var garbage = 0.0
    /// A worker that sends what is no message wherever there is garbage.
    var rogue: Int?
  }

  private struct Entry {
    let time: Instant
    let order: Int
    let happening: Happening

    static func < (left: Entry, right: Entry) -> Bool {
      left.time != right.time ? left.time < right.time : left.order < right.order
    }
  }

  private(set) var now = Instant(nanoseconds: 0)
  var generator: SeededGenerator
  let faults: Faults
  private var queue: [Entry] = []
  private var order = 0

  init(seed: UInt64, faults: Faults) {
    generator = SeededGenerator(seed: seed)
    self.faults = faults
  }

  mutating func schedule(_ happening: Happening, after delay: Duration) {
    let entry = Entry(time: now.advanced(by: delay), order: order, happening: happening)
    order += 1
    // Latest first, so that the next one is taken off the end.
    var low = 0
    var high = queue.count
    while low < high {
      let middle = (low + high) / 2
      if entry < queue[middle] { low = middle + 1 } else { high = middle }
    }
    queue.insert(entry, at: low)
  }

  mutating func randomDelay(upTo longest: Duration) -> Duration {
    let nanoseconds = Instant(nanoseconds: 0).advanced(by: longest).nanoseconds
    return .nanoseconds(Int64.random(in: 0...nanoseconds, using: &generator))
  }

  mutating func happens(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &generator) < probability
  }

  /// Delivers frames once, or now and then twice.
  mutating func deliver(_ happening: Happening) {
    schedule(happening, after: randomDelay(upTo: faults.longestDelay))
    if happens(faults.duplicates) {
      schedule(happening, after: randomDelay(upTo: faults.longestDelay * 4))
    }
  }

  mutating func next() -> Happening? {
    guard let entry = queue.popLast() else { return nil }
    now = entry.time
    return entry.happening
  }
}
