import Foundation

/// Waits until a condition holds, looking again and again, but not beyond a time.
///
/// - Returns: Whether it came to hold.
public func eventually(
  within limit: Duration = .seconds(20), _ condition: () throws -> Bool
) async rethrows -> Bool {
  let deadline = ContinuousClock.now + limit
  while ContinuousClock.now < deadline {
    if try condition() { return true }
    try? await Task.sleep(for: .milliseconds(10))
  }
  return try condition()
}
