import Foundation
import Testing

/// Where a test runs. Every suite names a lane, and a test that differs from its suite its own.
///
/// Swift Testing starts all tests at once on as many threads as there are cores, and its time limits
/// count from there. So on a busy machine, or behind tests that block those threads, whatever comes
/// late exceeds its limit before it has begun. A lane counts from where the test's body begins.
public struct TestLane: SuiteTrait, TestTrait, TestScoping {
  enum Kind { case computing, blocking }

  let kind: Kind

  /// Every test of a suite has its lane.
  public var isRecursive: Bool { true }

  /// Runs a test in its lane.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    // The last one is the test's own, those before it are of its suites.
    let lanes = test.traits.compactMap { ($0 as? TestLane)?.kind }
    guard testCase != nil, kind == lanes.last else { return try await function() }
    switch kind {
    case .computing: try await Self.run(test, function)
    case .blocking:
      await Self.places.take()
      defer { Self.places.giveBack() }
      try await withTaskExecutorPreference(OwnThreadExecutor()) {
        try await Self.run(test, function)
      }
    }
  }

  private static func run(_ test: Test, _ body: @Sendable () async throws -> Void) async throws {
    TestTrace.note("begin", test)
    defer { TestTrace.note("end", test) }
    try await HangGuard.run("\(test.id)", body)
  }

  /// A few, since each of these tests may start processes and open dozens of descriptors.
  private static let places = Places(max(4, ProcessInfo.processInfo.activeProcessorCount))
}

extension Trait where Self == TestLane {
  /// For tests that compute and wait for nobody: they share the threads of Swift's concurrency.
  public static var computing: Self { TestLane(kind: .computing) }

  /// For tests that wait for sockets, processes or threads, or compute for seconds: each runs on a
  /// thread of its own, a few at a time.
  public static var blocking: Self { TestLane(kind: .blocking) }
}
