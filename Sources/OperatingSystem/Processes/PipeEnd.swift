import COperatingSystem
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// One end of a pipe, which no child inherits by chance; closed at the latest with its last reference.
package final class PipeEnd: Sendable {
  private let number: Mutex<Int32>

  private init(_ descriptor: Int32) { number = Mutex(descriptor) }

  deinit { close() }

  /// Makes a pipe.
  ///
  /// - Throws: ``ProcessFailure`` if the process has too many files open.
  package static func pair() throws(ProcessFailure) -> (reading: PipeEnd, writing: PipeEnd) {
    var ends: [Int32] = [-1, -1]
    let failure = tandem_pipe(&ends)
    guard failure == 0 else { throw ProcessFailure(errno: failure) }
    return (PipeEnd(ends[0]), PipeEnd(ends[1]))
  }

  /// The descriptor; -1 if the end is closed.
  package var descriptor: Int32 { number.withLock { $0 } }

  /// Closes the end, if it is open.
  package func close() {
    number.withLock { number in
      if number >= 0 { closeDescriptor(number) }
      number = -1
    }
  }

  /// Reads what is there, and waits until something is.
  ///
  /// - Returns: How many bytes; 0 at the end of the pipe or when it can't be read.
  package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let count = readDescriptor(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 || errno != EINTR { return max(0, count) }
    }
  }

  /// Writes some bytes, as far as anybody reads them.
  package func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { writeDescriptor(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno != EINTR { return }
      rest = rest.dropFirst(max(0, count))
    }
  }
}

// The plain names would be the methods of the class.
private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }

private func readDescriptor(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int)
  -> Int
{
  read(descriptor, bytes, count)
}

private func writeDescriptor(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
