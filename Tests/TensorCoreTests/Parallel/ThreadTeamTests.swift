import Synchronization
import TensorCore
import TestSupport
import Testing

@Suite("A team of threads", .blocking)
struct ThreadTeamTests {
  /// How often each index was called.
  private final class Calls: Sendable {
    private let counts: Mutex<[Int]>
    init(_ count: Int) { counts = Mutex(Array(repeating: 0, count: count)) }
    func record(_ index: Int) { counts.withLock { $0[index] += 1 } }
    var all: [Int] { counts.withLock { $0 } }
  }

  @Test("runs every index exactly once", arguments: [1, 2, 3, 8])
  func everyIndex(threads: Int) {
    let team = ThreadTeam(threads: threads)
    for count in Array(0...20) + [31, 64, 100, 1000] {
      let calls = Calls(count)
      team.forEach(count) { calls.record($0) }
      #expect(calls.all == Array(repeating: 1, count: count))
    }
  }

  @Test("cuts a range into slices without a gap", arguments: [1, 2, 3, 8], [1, 4, 100])
  func slices(threads: Int, grain: Int) {
    let team = ThreadTeam(threads: threads)
    for count in [0, 1, 3, 7, 8, 99, 100, 801] {
      let calls = Calls(count)
      let slices = Atomic(0)
      team.forEachSlice(of: count, grain: grain) { slice in
        slices.add(1, ordering: .relaxed)
        for index in slice { calls.record(index) }
      }
      #expect(calls.all == Array(repeating: 1, count: count))
      #expect(slices.load(ordering: .relaxed) <= max(1, min(threads, count / grain)))
    }
  }

  @Test("runs loops inside loops", arguments: [1, 2, 3, 8])
  func nested(threads: Int) {
    let team = ThreadTeam(threads: threads)
    let calls = Calls(5 * 7 * 3)
    team.forEach(5) { a in
      team.forEach(7) { b in
        team.forEach(3) { c in calls.record((a * 7 + b) * 3 + c) }
      }
    }
    #expect(calls.all == Array(repeating: 1, count: 105))
  }

  @Test("can be used many thousand times, busy or rested", arguments: [2, 3, 8])
  func reuse(threads: Int) {
    let team = ThreadTeam(threads: threads)
    let total = Atomic(0)
    var expected = 0
    for turn in 0..<20_000 {
      let count = 1 + turn % 11
      team.forEach(count) { total.add($0 + 1, ordering: .relaxed) }
      expected += count * (count + 1) / 2
      if turn % 500 == 0 {
        // Long enough for the helpers to fall asleep.
        var work: Float = 0
        for index in 0..<200_000 { work += Float(index).squareRoot() }
        #expect(work > 0)
      }
      if total.load(ordering: .relaxed) != expected { break }
    }
    #expect(total.load(ordering: .relaxed) == expected)
  }

  @Test("sees what the caller wrote before, and the caller what it wrote", arguments: [2, 3, 8])
  func visibility(threads: Int) {
    let team = ThreadTeam(threads: threads)
    let values = MutableTensor(shape: [64])
    values.fill(with: 0)
    for _ in 0..<2_000 {
      values.withElements { elements in
        nonisolated(unsafe) let place = elements.baseAddress!
        team.forEach(64) { place[$0] += 1 }
        for index in 0..<64 { place[index] += 1 }
      }
    }
    #expect(values.frozen.values == Array(repeating: 4_000, count: 64))
  }

  @Test("serves callers on several threads at once")
  func severalCallers() async throws {
    let team = ThreadTeam(threads: 3)
    let callers = (0..<4).map { caller in
      ThreadOutcome {
        let total = Atomic(0)
        for _ in 0..<1_000 { team.forEach(9) { total.add($0, ordering: .relaxed) } }
        return total.load(ordering: .relaxed)
      }
    }
    for caller in callers { #expect(try await caller.get() == 36_000) }
  }

  @Test("can be made and let go many times", arguments: [2, 8])
  func createdAndDestroyed(threads: Int) {
    for _ in 0..<100 {
      let team = ThreadTeam(threads: threads)
      let calls = Calls(10)
      team.forEach(10) { calls.record($0) }
      #expect(calls.all == Array(repeating: 1, count: 10))
    }
  }
}
