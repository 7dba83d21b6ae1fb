import Foundation
import OperatingSystem

/// How much memory this process can still have.
///
/// Taking pages in advance does not fail where there is no memory left: the system ends some process
/// instead. So a block is not even tried for that would take most of what there is.
public enum AvailableMemory {
  /// Bytes, the limits of the control groups counted; nil if the system does not tell.
  public static var bytes: Int? {
    let system = TextFile.contents("/proc/meminfo").flatMap(available(inMeminfo:))
    return [system, groups.availableMemory].compactMap { $0 }.min()
  }

  // Looked for once; the limits themselves may change.
  private static let groups = ControlGroups()

  /// The same, or all the memory of the machine if the system does not tell.
  package static var orAll: Int {
    bytes ?? Int(clamping: ProcessInfo.processInfo.physicalMemory)
  }

  /// Reads the line `MemAvailable:   1234 kB`.
  static func available(inMeminfo text: String) -> Int? {
    guard
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
      let field = line.split(separator: " ").dropFirst().first, let kibibytes = Int(field)
    else { return nil }
    return kibibytes * 1024
  }
}
