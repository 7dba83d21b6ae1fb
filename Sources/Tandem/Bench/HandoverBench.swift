import OperatingSystem
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How long a word takes from a thread that writes it to another that looks out for it.
///
/// Two cores of one chip need some tens of nanoseconds; where a virtual machine's cores lie on two, it
/// may be ten times as many. All that processes share takes longer then.
struct HandoverBench {
  /// There and back again.
  private static let tripsInBlock = 1_000
  /// Until the system has found a core for each of the two threads.
  private static let warmUp = Duration.milliseconds(20)
  let blocks: Int

  /// Measures the median of some blocks, so that one that was interrupted counts for little.
  func run() throws -> BenchSample {
    let word = HandedWord()
    do throws(ProcessFailure) {
      try BackgroundThread.start(named: "tandem-echo") { word.echo() }
    } catch {
      throw BenchError(.commandFailed, "no thread can be started: \(error.reason)")
    }
    defer { word.end() }
    let start = ContinuousClock.now
    while ContinuousClock.now - start < Self.warmUp { word.send(Self.tripsInBlock) }
    var times: [Double] = []
    for _ in 0..<blocks {
      if Interruption.isWanted { throw BenchError.interrupted }
      let start = ContinuousClock.now
      word.send(Self.tripsInBlock)
      times.append((ContinuousClock.now - start) / .milliseconds(1))
    }
    let median = BenchFigure.Spread(of: times).median
    return BenchSample(milliseconds: median / Double(2 * Self.tripsInBlock))
  }
}

/// A word that two threads change in turn.
private final class HandedWord: Sendable {
  private enum Turn { static let (sender, echo, nobody) = (0, 1, 2) }

  private let turn = Atomic(Turn.sender)

  /// Hands the word over and waits until it is back, so many times.
  func send(_ times: Int) {
    for _ in 0..<times {
      turn.store(Turn.echo, ordering: .releasing)
      wait(while: Turn.echo)
    }
  }

  /// Gives the word back whenever it comes, until there is an end.
  func echo() {
    while true {
      wait(while: Turn.sender)
      let (_, found) = turn.compareExchange(
        expected: Turn.echo, desired: Turn.sender, ordering: .acquiringAndReleasing)
      if found == Turn.nobody { return }
    }
  }

  /// Ends the echo.
  func end() { turn.store(Turn.nobody, ordering: .releasing) }

  private func wait(while value: Int) {
    var looks = 0
    while turn.load(ordering: .acquiring) == value {
      looks += 1
      // Two threads on one core would wait for each other until the system takes it from one.
      if looks > 10_000 { sched_yield() }
    }
  }
}
