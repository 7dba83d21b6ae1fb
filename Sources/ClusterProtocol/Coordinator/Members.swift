/// All workers that were welcomed and are not gone. Finding, adding and removing one takes the same
/// time however many there are, but for a shift of their numbers.
struct Members: Sendable {
  private var members: [Int: Member] = [:]
  private var numbers: [PeerID: Int] = [:]
  private var instances: [UInt64: Int] = [:]
  // Ascending.
  private var order: [Int] = []
  private var activeOrder: [Int] = []
  // The numbers of those who never took part are given again, or whoever comes and goes would make them
  // rise.
  private var returned: [Int] = []
  private var nextNumber = 0
  /// How many were offered memory.
  private(set) var offeredCount = 0

  /// In the order of their numbers.
  var all: some Sequence<Member> { order.lazy.compactMap { members[$0] } }
  /// Those that take part, in the order of their numbers.
  var active: some Sequence<Member> { activeOrder.lazy.compactMap { members[$0] } }
  var count: Int { order.count }
  var activeCount: Int { activeOrder.count }
  var joiningCount: Int { order.count - activeOrder.count }

  subscript(number: Int) -> Member? { members[number] }

  func number(of peer: PeerID) -> Int? { numbers[peer] }

  func number(ofInstance instance: UInt64) -> Int? { instances[instance] }

  func isActive(_ peer: PeerID) -> Bool {
    numbers[peer].flatMap { members[$0]?.isActive } ?? false
  }

  /// Of those that were welcomed and do not take part yet, the one that was first.
  var oldestJoining: Member? {
    all.lazy.filter { !$0.isActive }.min { $0.since < $1.since }
  }

  mutating func add(_ hello: Hello, peer: PeerID, at now: Instant) -> Member {
    let number = takeNumber()
    let member = Member(
      info: WorkerInfo(number: number, hello: hello), hello: hello, peer: peer, since: now,
      lastHeard: now, greetings: Greetings(since: now))
    members[number] = member
    numbers[peer] = number
    instances[hello.instance] = number
    order.insert(number, at: Self.place(of: number, in: order))
    return member
  }

  @discardableResult
  mutating func remove(_ number: Int) -> Member? {
    guard let member = members.removeValue(forKey: number) else { return nil }
    numbers[member.peer] = nil
    instances[member.hello.instance] = nil
    if member.isOffered { offeredCount -= 1 }
    order.remove(at: Self.place(of: number, in: order))
    if member.isActive {
      activeOrder.remove(at: Self.place(of: number, in: activeOrder))
    } else {
      returned.insert(number, at: Self.place(of: number, in: returned))
    }
    return member
  }

  mutating func activate(_ number: Int, sharingMemory: Bool) {
    guard members[number]?.isActive == false else { return }
    members[number]?.isActive = true
    members[number]?.sharesMemory = sharingMemory
    activeOrder.insert(number, at: Self.place(of: number, in: activeOrder))
  }

  mutating func offerMemory(to number: Int) {
    guard members[number]?.isOffered == false else { return }
    members[number]?.isOffered = true
    offeredCount += 1
  }

  mutating func sendWeights(_ version: Int, to number: Int) {
    members[number]?.weightsVersion = version
  }

  mutating func heard(from number: Int, at now: Instant) { members[number]?.lastHeard = now }

  /// Counts a Hello that came again, or a heartbeat, and returns whether so many can be honest.
  mutating func greeted(by number: Int, every interval: Duration, at now: Instant) -> Bool {
    members[number]?.greetings.add(every: interval, at: now) ?? true
  }

  /// Forgives all silence until now.
  mutating func heardFromAll(at now: Instant) {
    for number in order { members[number]?.lastHeard = now }
  }

  private mutating func takeNumber() -> Int {
    if !returned.isEmpty { return returned.removeFirst() }
    nextNumber += 1
    return nextNumber - 1
  }

  /// Where a number stands in an ascending list, or would.
  private static func place(of number: Int, in list: [Int]) -> Int {
    var (low, high) = (0, list.count)
    while low < high {
      let middle = (low + high) / 2
      if list[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
