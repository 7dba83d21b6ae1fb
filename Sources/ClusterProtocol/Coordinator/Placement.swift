/// Finds workers of one machine that compute on one processor while another is free.
///
/// A worker that looks out for the next weights does not sleep, and a system seldom moves a thread
/// that does not.
struct Placement: Sendable {
  /// How many rounds in a row two workers have to share a processor, since any may for a moment.
  static let patience = 3
  /// How many rounds a worker that was told to move is left alone.
  static let rest = 32
  /// Among more workers nobody looks.
  private static let mostWorkers = 64

  /// The workers that should move, by their numbers.
  private(set) var crowded: Set<Int> = []
  // By the numbers of workers.
  private var processors: [Int: Int] = [:]
  private var sharedRounds: [Int: Int] = [:]

  /// Takes note of where a worker has computed.
  mutating func computed(_ worker: Int, on processor: Int?) { processors[worker] = processor }

  /// Forgets a worker that is gone.
  mutating func forget(_ worker: Int) {
    processors[worker] = nil
    sharedRounds[worker] = nil
  }

  /// Looks at the workers after a round. Of two that share a processor the later one moves.
  mutating func roundEnded(_ members: Members) {
    if !crowded.isEmpty { crowded.removeAll() }
    guard (2...Self.mostWorkers).contains(members.activeCount) else { return }
    for member in members.active {
      let worker = member.info.number
      let rounds = sharedRounds[worker, default: 0]
      guard sharesNeedlessly(member, members) else {
        if rounds != 0 { sharedRounds[worker] = rounds < 0 ? rounds + 1 : 0 }
        continue
      }
      sharedRounds[worker] = rounds + 1
      guard rounds + 1 >= Self.patience else { continue }
      crowded.insert(worker)
      sharedRounds[worker] = -Self.rest
    }
  }

  private func sharesNeedlessly(_ member: Member, _ members: Members) -> Bool {
    guard let processor = processors[member.info.number] else { return false }
    var (neighbours, isShared) = (0, false)
    for other in members.active where other.hello.hostName == member.hello.hostName {
      neighbours += 1
      if other.info.number < member.info.number, processors[other.info.number] == processor {
        isShared = true
      }
    }
    return isShared && neighbours <= member.hello.processorCount
  }
}
