/// A worker that was welcomed and is not gone.
struct Member: Sendable {
  let info: WorkerInfo
  let hello: Hello
  let peer: PeerID
  /// Whether its arithmetic was found equal, so that it takes part.
  var isActive = false
  /// Whether it has opened the memory that it was offered.
  var sharesMemory = false
  var lastHeard: Instant
}

/// All workers that were welcomed and are not gone, in the order of their numbers.
struct Members: Sendable {
  private(set) var all: [Member] = []
  private var positions: [PeerID: Int] = [:]
  private var nextNumber = 0

  var active: some Sequence<Member> { all.lazy.filter(\.isActive) }
  private(set) var activeCount = 0

  func position(of peer: PeerID) -> Int? { positions[peer] }

  func position(where isWanted: (Member) -> Bool) -> Int? { all.firstIndex(where: isWanted) }

  mutating func add(_ hello: Hello, peer: PeerID, at now: Instant) -> Member {
    let info = WorkerInfo(number: nextNumber, hello: hello)
    let member = Member(info: info, hello: hello, peer: peer, lastHeard: now)
    nextNumber += 1
    positions[peer] = all.count
    all.append(member)
    return member
  }

  @discardableResult
  mutating func remove(at position: Int) -> Member {
    let member = all.remove(at: position)
    if member.isActive { activeCount -= 1 }
    positions = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1.peer, $0) })
    return member
  }

  mutating func activate(at position: Int, sharingMemory: Bool) {
    if !all[position].isActive { activeCount += 1 }
    all[position].isActive = true
    all[position].sharesMemory = sharingMemory
  }

  mutating func heard(from position: Int, at now: Instant) {
    all[position].lastHeard = now
  }

  /// Forgives all silence until now.
  mutating func heardFromAll(at now: Instant) {
    for position in all.indices { all[position].lastHeard = now }
  }
}
