import Foundation
import OperatingSystem

/// One transfer by the `curl` program, its body held in memory.
///
/// A program of its own, because Foundation's networking would link libcurl and megabytes of code
/// into every worker. Proxies named by the environment are honoured; `.curlrc` is not read.
struct CurlTransfer {
  /// How a transfer failed.
  enum Failure: Error, Hashable {
    /// There is no `curl` to run.
    case programMissing(String)
    /// The host could not be reached: not worth another try.
    case unreachable(String)
    /// The host answered, but not with the file.
    case failed(String)
    /// Somebody wanted to stop.
    case interrupted
  }

  /// The name of the program, looked up in the search path, or its path.
  var program = "curl"
  /// The address to read.
  let address: String
  /// The most bytes the body may have.
  let maximumSize: Int
  /// How many seconds finding and reaching the host may take.
  let connectTimeout: Int
  /// Asked several times a second.
  var shouldStop: @Sendable () -> Bool = { false }

  /// Runs the transfer on this thread, which waits for it.
  ///
  /// - Parameter progress: Told the bytes received and the bytes announced.
  func run(progress: (Int, Int?) -> Void) throws(Failure) -> [UInt8] {
    let (process, output, errors) = try start()
    let outcome = Result { () throws(Failure) in try receive(from: output, progress: progress) }
    if case .failure = outcome { process.signal(SIGTERM) }
    // At most a line, because of `--silent`: it fits into the pipe while nobody reads.
    let complaint = Self.text(from: errors)
    let ending = process.waitUntilEnd()
    let body = try outcome.get()
    try check(ending, complaint: complaint)
    return body
  }

  private func start() throws(Failure) -> (ChildProcess, output: PipeEnd, errors: PipeEnd) {
    do throws(ProcessFailure) {
      let (input, output, errors) = (
        try PipeEnd.pair(), try PipeEnd.pair(), try PipeEnd.pair()
      )
      // There is nothing to read for it.
      input.writing.close()
      let process = try ChildProcess(
        program, arguments, input: input.reading, output: output.writing,
        errors: errors.writing)
      return (process, output.reading, errors.reading)
    } catch {
      throw .programMissing("\(program): \(error.reason)")
    }
  }

  private static func text(from pipe: PipeEnd) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = chunk.withUnsafeMutableBytes { pipe.read(into: $0) }
      if count == 0 { return String(path: bytes) }
      bytes += chunk[..<count]
    }
  }

  private var arguments: [String] {
    [
      "--disable", "--silent", "--show-error", "--fail", "--include", "--suppress-connect-headers",
      "--proto", "=https,http", "--connect-timeout", String(connectTimeout),
      "--speed-limit", "1024", "--speed-time", "10", "--url", address,
    ]
  }

  private func receive(
    from pipe: PipeEnd, progress: (Int, Int?) -> Void
  ) throws(Failure) -> [UInt8] {
    var parser = HTTPResponseParser()
    var body: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      try waitForOutput(of: pipe)
      // What is there, nothing only at the end; FileHandle would wait for the whole chunk.
      let count = chunk.withUnsafeMutableBytes {
        Foundation.read(pipe.descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw .failed("curl's output cannot be read") }
      if count == 0 { return body }
      guard let part = parser.body(in: chunk[..<count]) else {
        throw .failed("the answer is not HTTP")
      }
      body += part
      guard max(body.count, parser.contentLength ?? 0) <= maximumSize else {
        throw .failed("the answer is longer than \(maximumSize) bytes")
      }
      if !part.isEmpty { progress(body.count, parser.contentLength) }
    }
  }

  /// Waits until there is something to read, the end included.
  private func waitForOutput(of pipe: PipeEnd) throws(Failure) {
    var item = pollfd(fd: pipe.descriptor, events: Int16(POLLIN), revents: 0)
    repeat {
      if shouldStop() { throw .interrupted }
    } while poll(&item, 1, 100) == 0
  }

  private func check(_ ending: ChildProcess.Ending, complaint: String) throws(Failure) {
    let line = complaint.split(whereSeparator: \.isNewline).last.map(String.init)
    let message = line ?? "curl: \(ending)"
    switch ending {
    // Where nobody knows the status, what came is held against its digest all the same.
    case .exited(0), .unknown: return
    case .exited(126), .exited(127): throw .programMissing(message)
    // Proxy or host not found, connection refused, no TLS, time out: curl's own numbers.
    case .exited(5), .exited(6), .exited(7), .exited(28), .exited(35), .exited(60):
      throw .unreachable(message)
    default: throw .failed(message)
    }
  }
}
