import CVectorLoops

/// Runs a program for its shapes and for what goes onto its tapes, and not for its numbers.
///
/// Matrix products are zeros meanwhile: the first one that is computed settles the instruction set of the
/// process, and a program is looked at before that is known.
package enum Rehearsal {
  /// Whether this thread is in one.
  static var isOn: Bool { tandem_is_rehearsing() }

  /// Runs a closure, on this thread alone.
  package static func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = tandem_rehearse(true)
    defer { _ = tandem_rehearse(before) }
    return try body()
  }
}
