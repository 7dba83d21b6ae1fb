import Dispatch
import Foundation

/// Reads lines from a pipe on a thread of its own, until its end.
final class LineReader: Sendable {
  private let finished = DispatchSemaphore(value: 0)

  /// A longer line is passed on in pieces.
  private static let longestLine = 8192

  init(_ handle: FileHandle, onLine: @escaping @Sendable (String) -> Void) {
    let finished = finished
    let thread = Thread {
      var line: [UInt8] = []
      func flush() {
        if !line.isEmpty { onLine(String(decoding: line, as: UTF8.self)) }
        line.removeAll(keepingCapacity: true)
      }
      while let data = try? handle.read(upToCount: 4096), !data.isEmpty {
        for byte in data {
          if byte == UInt8(ascii: "\n") || line.count >= Self.longestLine { flush() }
          if byte != UInt8(ascii: "\n") { line.append(byte) }
        }
      }
      flush()
      finished.signal()
    }
    thread.name = "tandem-lines"
    thread.start()
  }

  /// Waits for the end of the pipe, but not for ever: a grandchild may hold it open.
  func wait(seconds: Double) {
    _ = finished.wait(timeout: .now() + seconds)
  }
}
