import Diagnostics
import OperatingSystem

/// A fixed number of threads that share out the parts of a loop.
///
/// A thread begins with the part of its own number, so that it meets in its caches what it left there,
/// but takes any that is left over; no result may depend on it. The calling thread works too. Idle
/// threads spin for a moment, since the next loop of a step is microseconds away, and then sleep.
public final class ThreadTeam: Sendable {
  /// The team of one: the caller.
  public static let serial = ThreadTeam(threads: 1)

  /// The number of threads, the caller among them.
  public let threads: Int
  private let loop: SharedLoop?

  /// - Parameter threads: At least 1. Where the system does not give as many, the work is done by
  ///   fewer.
  public init(threads: Int) {
    require(threads >= 1, "a team has at least one thread, not \(threads)")
    self.threads = threads
    guard threads > 1 else {
      loop = nil
      return
    }
    let loop = SharedLoop(spreads: threads <= Processors.available)
    self.loop = loop
    for number in 1..<threads {
      do throws(ProcessFailure) {
        try BackgroundThread.start(named: "tandem-\(number)", stackBytes: 4 << 20) {
          loop.help(as: number)
        }
      } catch {
        // There are no more threads to be had. Those that are there do all the work.
        break
      }
    }
  }

  deinit { loop?.close() }

  /// Calls a closure once for each index of `0..<count`, on any thread and in any order, and returns
  /// when all calls have.
  ///
  /// While the team is busy, as in a loop inside a loop, the caller runs all indices itself.
  public func forEach(_ count: Int, _ body: (Int) -> Void) {
    let parts = min(count, SharedLoop.mostIndices)
    if count > 1, let loop,
      loop.run(
        parts,
        { part in
          for index in count * part / parts..<count * (part + 1) / parts { body(index) }
        })
    {
      return
    }
    for index in 0..<count { body(index) }
  }

  /// Calls a closure for consecutive slices that together make up `0..<count`.
  ///
  /// - Parameters:
  ///   - count: How many elements there are.
  ///   - grain: The least number of elements that is worth a slice.
  ///   - body: What to do with a slice.
  public func forEachSlice(of count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    require(grain >= 1, "a slice has at least one element, not \(grain)")
    let slices = max(1, min(threads, count / grain))
    forEach(slices) { index in
      body(count * index / slices..<count * (index + 1) / slices)
    }
  }

  /// Slices of an elementwise pass, each worth a thread's while.
  func forEachSlice(ofElements count: Int, _ body: (Range<Int>) -> Void) {
    forEachSlice(of: count, grain: Self.leastElements, body)
  }

  /// Slices of the rows of a matrix for a pass over its elements, each worth a thread's while.
  func forEachSlice(ofRows shape: Shape, _ body: (Range<Int>) -> Void) {
    forEachSlice(of: shape[0], grain: Self.leastElements / max(1, shape[1]) + 1, body)
  }

  /// A pass over fewer takes no longer than waking another thread.
  private static let leastElements = 4096
}
