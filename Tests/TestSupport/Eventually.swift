import Foundation

/// Waits until a condition holds, looking again and again, but not beyond a time.
///
/// The time is counted in looks, a hundred a second, so that it is longer on a machine that is busy.
///
/// - Returns: Whether it came to hold.
public func eventually(
  within limit: Duration = .seconds(20), _ condition: () throws -> Bool
) async rethrows -> Bool {
  for _ in 0..<Int(limit / .milliseconds(10)) {
    if try condition() { return true }
    try? await Task.sleep(for: .milliseconds(10))
  }
  return try condition()
}
