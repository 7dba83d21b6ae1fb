import Dispatch
import OperatingSystem

/// Reads lines from a pipe on a thread of its own, until its end.
final class LineReader: Sendable {
  private let finished = DispatchSemaphore(value: 0)

  /// A longer line is passed on in pieces.
  private static let longestLine = 8192

  /// - Throws: ``ProcessFailure`` if the process can have no more threads.
  init(
    _ pipe: PipeEnd, onLine: @escaping @Sendable (String) -> Void
  ) throws(ProcessFailure) {
    let finished = finished
    try BackgroundThread.start(named: "tandem-lines") {
      var line: [UInt8] = []
      func flush() {
        if !line.isEmpty { onLine(String(decoding: line, as: UTF8.self)) }
        line.removeAll(keepingCapacity: true)
      }
      var chunk = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = chunk.withUnsafeMutableBytes { pipe.read(into: $0) }
        if count == 0 { break }
        for byte in chunk[..<count] {
          if byte == UInt8(ascii: "\n") || line.count >= Self.longestLine { flush() }
          if byte != UInt8(ascii: "\n") { line.append(byte) }
        }
      }
      flush()
      finished.signal()
    }
  }

  /// Waits for the end of the pipe, but not for ever: a grandchild may hold it open.
  func wait(seconds: Double) {
    _ = finished.wait(timeout: .now() + seconds)
  }
}
