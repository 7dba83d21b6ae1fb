import CVectorLoops
import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The loop that a team works on, and the helpers that wait for the next one.
///
/// An index is claimed by clearing its bit of `unclaimed`. A helper that comes late finds none left,
/// so a loop ends when its indices are done, whether all helpers woke up for it or not. Each thread
/// begins with the index of its own number, whose memory it mostly has in its processor's cache from
/// the loops before: to write what another has read takes several times as long.
///
/// `@unchecked Sendable`: `body` is written by the one caller that holds `isBusy`, before
/// `unclaimed` is published and after every claimed index is finished, and is read only by whoever
/// has claimed an index.
final class SharedLoop: @unchecked Sendable {
  private let isBusy = Atomic(false)
  private let isClosed = Atomic(false)
  // A bit for each index that nobody has begun with.
  private let unclaimed = Atomic<UInt64>(0)
  private let unfinished = Atomic(0)
  private let sleepers = Atomic(0)
  private let bell = DispatchSemaphore(value: 0)
  private var body: ((Int) -> Void)?
  // Where the caller runs; -1 if helpers need not care.
  private let callersProcessor = Atomic(-1)
  private let spreads: Bool

  /// The most indices of a loop.
  static let mostIndices = UInt64.bitWidth

  /// About 50 µs: longer than the gap between two loops of a step, too short to matter to others.
  private static let spins = 1_000

  /// - Parameter spreads: Whether there is a processor for each thread, so that none need be shared.
  init(spreads: Bool) {
    self.spreads = spreads
  }

  /// Runs a loop of at most ``mostIndices``, or returns false if one is running already.
  func run(_ count: Int, _ body: (Int) -> Void) -> Bool {
    let (taken, _) = isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring)
    guard taken else { return false }
    withoutActuallyEscaping(body) { body in
      self.body = body
      if spreads { callersProcessor.store(Processors.current ?? -1, ordering: .relaxed) }
      unfinished.store(count, ordering: .relaxed)
      unclaimed.store(.max >> (Self.mostIndices - count), ordering: .sequentiallyConsistent)
      wake(upTo: count - 1)
      work(as: 0)
      var spins = 0
      while unfinished.load(ordering: .acquiring) > 0 {
        spins += 1
        if spins < Self.spins { tandem_pause() } else { sched_yield() }
      }
      self.body = nil
    }
    isBusy.store(false, ordering: .releasing)
    return true
  }

  /// What a helper thread does until the team is gone.
  ///
  /// - Parameter number: The helper's, from 1; the caller is number 0.
  func help(as number: Int) {
    var loopsUntilMove = 0
    while !isClosed.load(ordering: .acquiring) {
      var spins = 0
      while spins < Self.spins, unclaimed.load(ordering: .relaxed) == 0 {
        tandem_pause()
        spins += 1
      }
      if unclaimed.load(ordering: .relaxed) != 0 {
        if spreads { makeRoom(in: &loopsUntilMove) }
        work(as: number)
        continue
      }
      // Announce the sleep, then look once more: a caller sees either the sleeper or is seen.
      sleepers.add(1, ordering: .sequentiallyConsistent)
      if unclaimed.load(ordering: .sequentiallyConsistent) == 0,
        !isClosed.load(ordering: .sequentiallyConsistent)
      {
        bell.wait()
      }
    }
  }

  /// Ends the helpers.
  func close() {
    isClosed.store(true, ordering: .sequentiallyConsistent)
    wake(upTo: Int.max)
  }

  /// Leaves the caller's processor to the caller. Not in every loop: a move costs as much as a loop.
  private func makeRoom(in loops: inout Int) {
    if loops > 0 {
      loops -= 1
    } else if let mine = Processors.current,
      callersProcessor.load(ordering: .relaxed) == mine
    {
      Processors.leave(mine)
      loops = 100
    }
  }

  private func work(as number: Int) {
    while let index = claim(near: number) {
      call(index)
      unfinished.subtract(1, ordering: .releasing)
    }
  }

  // The first index from a number on, or else the very first.
  private func claim(near number: Int) -> Int? {
    var left = unclaimed.load(ordering: .acquiring)
    while left != 0 {
      let ahead = left & (UInt64.max << UInt64(number))
      let index = (ahead == 0 ? left : ahead).trailingZeroBitCount
      let (claimed, found) = unclaimed.weakCompareExchange(
        expected: left, desired: left & ~(1 << UInt64(index)), ordering: .acquiringAndReleasing)
      if claimed { return index }
      left = found
    }
    return nil
  }

  // Not inlined, so that the reference to the closure is gone before the index counts as finished.
  @inline(never)
  private func call(_ index: Int) {
    body?(index)
  }

  private func wake(upTo limit: Int) {
    var waiting = sleepers.load(ordering: .sequentiallyConsistent)
    while waiting > 0 {
      let woken = min(waiting, limit)
      let (done, found) = sleepers.weakCompareExchange(
        expected: waiting, desired: waiting - woken, ordering: .sequentiallyConsistent)
      if done {
        for _ in 0..<woken { bell.signal() }
        return
      }
      waiting = found
    }
  }
}
