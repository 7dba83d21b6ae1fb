import Foundation

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
    let process = Process()
    // `env` does the looking up, and says by status 127 that there is nothing to find.
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw .programMissing(error.localizedDescription)
    }
    let outcome = Result { () throws(Failure) in
      try receive(from: output.fileHandleForReading, progress: progress)
    }
    if case .failure = outcome { process.terminate() }
    // At most a line, because of `--silent`: it fits into the pipe while nobody reads.
    let complaint = (try? errors.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    let body = try outcome.get()
    try check(process.terminationStatus, complaint: String(decoding: complaint, as: UTF8.self))
    return body
  }

  private var arguments: [String] {
    [
      "--disable", "--silent", "--show-error", "--fail", "--include", "--suppress-connect-headers",
      "--proto", "=https,http", "--connect-timeout", String(connectTimeout),
      "--speed-limit", "1024", "--speed-time", "10", "--url", address,
    ]
  }

  private func receive(
    from pipe: FileHandle, progress: (Int, Int?) -> Void
  ) throws(Failure) -> [UInt8] {
    var parser = HTTPResponseParser()
    var body: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      try waitForOutput(of: pipe)
      // What is there, nothing only at the end; FileHandle would wait for the whole chunk.
      let count = chunk.withUnsafeMutableBytes {
        Foundation.read(pipe.fileDescriptor, $0.baseAddress, $0.count)
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
  private func waitForOutput(of pipe: FileHandle) throws(Failure) {
    var item = pollfd(fd: pipe.fileDescriptor, events: Int16(POLLIN), revents: 0)
    repeat {
      if shouldStop() { throw .interrupted }
    } while poll(&item, 1, 100) == 0
  }

  private func check(_ status: Int32, complaint: String) throws(Failure) {
    let line = complaint.split(whereSeparator: \.isNewline).last.map(String.init)
    let message = line ?? "curl ended with status \(status)"
    switch status {
    case 0: return
    case 126, 127: throw .programMissing(message)
    // Proxy or host not found, connection refused, no TLS, time out: curl's own numbers.
    case 5, 6, 7, 28, 35, 60: throw .unreachable(message)
    default: throw .failed(message)
    }
  }
}
