/// Numbers of things, as a sentence has them.
enum Counted {
  /// Such as `1 worker` and `2 workers`.
  static func text(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
