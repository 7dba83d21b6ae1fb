import CVectorLoops
import Foundation
import OperatingSystem

/// The processors that this process may use.
public enum Processors {
  /// How many: the affinity mask and the quotas of the control groups counted, at least 1.
  public static var available: Int {
    let all = ProcessInfo.processInfo.activeProcessorCount
    #if os(Linux)
      let allowed = TextFile.contents("/proc/self/status").flatMap(count(inStatus:)) ?? all
      let quota = groups.cores ?? all
      return max(1, min(all, allowed, quota))
    #else
      return max(1, all)
    #endif
  }

  /// The number of the processor that the calling thread runs on; nil if the system does not tell.
  package static var current: Int? {
    let number = tandem_current_processor()
    return number < 0 ? nil : Int(number)
  }

  /// Moves the calling thread off a processor if it may run on another; it may come back later.
  package static func leave(_ processor: Int) {
    tandem_leave_processor(Int32(clamping: processor))
  }

  // Looked for once; the quotas themselves may change.
  private static let groups = ControlGroups()

  /// Counts the processors in the line `Cpus_allowed_list:	0-3,8` of a process's status.
  package static func count(inStatus text: String) -> Int? {
    guard
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed_list:") })
    else { return nil }
    var count = 0
    for part in line.dropFirst("Cpus_allowed_list:".count).split(separator: ",") {
      let ends = part.split(separator: "-").map { Int($0.filter(\.isNumber)) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else {
        return nil
      }
      count += last - first + 1
    }
    return count
  }
}
