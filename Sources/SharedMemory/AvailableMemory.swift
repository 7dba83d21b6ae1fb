import Foundation

/// How much memory this process can still have.
///
/// Taking pages in advance does not fail where there is no memory left: the system ends some process
/// instead. So a block is not even tried for that would take most of what there is.
public enum AvailableMemory {
  /// Bytes, the limit of the control group counted; nil if the system does not tell.
  public static var bytes: Int? {
    let system = contents("/proc/meminfo").flatMap(available(inMeminfo:))
    let group = contents("/sys/fs/cgroup/memory.max").flatMap { limit in
      contents("/sys/fs/cgroup/memory.current").flatMap { used in
        left(of: limit, used: used, statistics: contents("/sys/fs/cgroup/memory.stat") ?? "")
      }
    }
    return [system, group].compactMap { $0 }.min()
  }

  /// Reads the line `MemAvailable:   1234 kB`.
  static func available(inMeminfo text: String) -> Int? {
    guard
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
      let field = line.split(separator: " ").dropFirst().first, let kibibytes = Int(field)
    else { return nil }
    return kibibytes * 1024
  }

  /// What is left of a control group's limit; nil if it has none.
  ///
  /// What files are cached counts as used, but is given up as soon as somebody wants memory.
  static func left(of limit: String, used: String, statistics: String = "") -> Int? {
    guard let limit = Int(limit.filter(\.isNumber)), let used = Int(used.filter(\.isNumber)) else {
      return nil
    }
    let cached = statistics.split(separator: "\n").reduce(0) { sum, line in
      let fields = line.split(separator: " ")
      guard fields.count == 2, ["inactive_file", "active_file"].contains(fields[0]) else {
        return sum
      }
      return sum + (Int(fields[1]) ?? 0)
    }
    return max(0, limit - max(0, used - cached))
  }

  private static func contents(_ path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }
}
