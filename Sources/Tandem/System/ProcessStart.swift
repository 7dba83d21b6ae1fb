import Foundation
import OperatingSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// When this process began, as the system knows it: before anything of it was loaded.
enum ProcessStart {
  /// Seconds from the start of the process to an instant, to a hundredth on Linux; nil if the system
  /// does not tell.
  static func seconds(until instant: ContinuousClock.Instant) -> Double? {
    secondsSoFar.map { $0 - (ContinuousClock.now - instant) / .seconds(1) }
  }

  #if os(Linux)
    private static var secondsSoFar: Double? {
      // The name of the process, in parentheses, may hold anything; the fields after it do not.
      guard let text = TextFile.contents("/proc/self/stat"),
        let fields = text.split(separator: ")").last?.split(separator: " "), fields.count > 19,
        let ticks = Double(fields[19])
      else { return nil }
      var now = timespec()
      guard clock_gettime(CLOCK_BOOTTIME, &now) == 0 else { return nil }
      return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
        - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
  #else
    private static var secondsSoFar: Double? {
      var information = proc_bsdinfo()
      let size = Int32(MemoryLayout<proc_bsdinfo>.size)
      guard proc_pidinfo(getpid(), PROC_PIDTBSDINFO, 0, &information, size) == size else {
        return nil
      }
      let start =
        Double(information.pbi_start_tvsec) + Double(information.pbi_start_tvusec) / 1e6
      return Date().timeIntervalSince1970 - start
    }
  #endif
}
