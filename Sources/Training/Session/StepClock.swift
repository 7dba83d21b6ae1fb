/// Where the time of training steps goes.
///
/// Each moment belongs to exactly one part, so that the parts of a step add up to the whole of it:
/// from the end of the round before to its own end. Costs a
/// look at the system's clock each time another part begins, and no memory.
package struct StepClock: Sendable {
  /// What a process may be busy with.
  package enum Part: Int, CaseIterable, Sendable {
    /// Whatever else there is.
    case other
    /// Forward and backward.
    case compute
    /// Nothing to do until a message comes.
    case wait
    /// Reading messages.
    case receive
    /// Summing gradients and updating weights.
    case reduceAndUpdate
    /// A worker's answer on its way.
    case send
    /// Weights and work on their way to the workers.
    case broadcast
  }

  /// How many rounds have been counted.
  package private(set) var steps = 0
  private var current = Part.other
  private var since = ContinuousClock.now
  private var underWay = Self.nothing
  private var counted = Self.nothing

  private static var nothing: [Duration] { Part.allCases.map { _ in .zero } }

  /// A clock that begins now.
  package init() {}

  /// Begins a round now, after a wait that is not the job's.
  package mutating func restart(at now: ContinuousClock.Instant = .now) {
    for part in underWay.indices { underWay[part] = .zero }
    current = .other
    since = now
  }

  /// Begins a round at the last change of part.
  package mutating func forgetRound() { restart(at: since) }

  /// What is done from now on; the same again costs nothing.
  package mutating func enter(_ part: Part) {
    if part != current { enter(part, at: .now) }
  }

  /// A round has ended, and is a training step that counts or is not.
  package mutating func roundEnded(isCounted: Bool, at now: ContinuousClock.Instant) {
    enter(.other, at: now)
    if isCounted {
      steps += 1
      for part in counted.indices { counted[part] += underWay[part] }
    }
    restart(at: now)
  }

  /// What a part has taken since the round began, up to the last change of part.
  package func nanosecondsOfRound(_ part: Part) -> Int {
    let (seconds, attoseconds) = underWay[part.rawValue].components
    return Int(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }

  /// What a part takes of a step in the mean; NaN without steps.
  package func milliseconds(_ part: Part) -> Double {
    counted[part.rawValue] / .milliseconds(1) / Double(steps)
  }

  private mutating func enter(_ part: Part, at now: ContinuousClock.Instant) {
    underWay[current.rawValue] += now - since
    since = now
    current = part
  }
}
