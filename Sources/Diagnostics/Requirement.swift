#if canImport(Darwin)
  @preconcurrency import Darwin
#elseif canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Musl)
  @preconcurrency import Musl
#endif

/// Stops the program with words if a condition does not hold: the check against misuse of the API.
///
/// Unlike those of `precondition`, which a release build strips, the words reach the standard error
/// in every build. Both arguments are evaluated as late as possible: a condition that holds costs a
/// branch, and the words are put together only when they are needed, out of the caller's way.
///
/// - Parameters:
///   - condition: what has to hold.
///   - message: what does not, naming the operator or type and the values on both sides.
@inlinable
package func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition() { requirementFailed(message, file, line) }
}

/// Stops the program with words where no way on is left.
package func requirementFailure(
  _ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) -> Never {
  requirementFailed(message, file, line)
}

/// Never inlined, so that callers hold nothing but the call.
@usableFromInline
@inline(never)
package func requirementFailed(
  _ message: () -> String, _ file: StaticString, _ line: UInt
) -> Never {
  // Swift's own handler takes seconds to print hundreds of lines, behind which the words are lost.
  // Whoever has asked for a stack trace gets it.
  let wantsTrace = getenv("SWIFT_BACKTRACE") != nil
  if !wantsTrace { signal(SIGABRT, SIG_DFL) }
  let hint = wantsTrace ? "" : "SWIFT_BACKTRACE=enable=yes shows from where it was called.\n"
  let place = FailurePlace.current.map { ", in \($0)" } ?? ""
  writeLastWords("Fatal error: \(message())\(place) (\(file):\(line))\n\(hint)")
  flushOutput()
  abort()
}

/// Straight to the descriptor: a stream might be in use by this very thread. Nor for ever, where nobody
/// takes what is written.
private func writeLastWords(_ text: String) {
  let (patience, most): (Int32, Int) = (5_000, 512)
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    var entry = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    let answers = poll(&entry, 1, patience)
    if answers < 0 && errno == EINTR { continue }
    if answers <= 0 { return }
    // A pipe that takes anything takes so much.
    let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, min($0.count, most)) }
    // A descriptor inherited from a shell may be non-blocking, and another have been faster.
    if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
    if count <= 0 { return }
    rest = rest.dropFirst(count)
  }
}

/// What was printed before goes out, as at an orderly end; nothing that another thread is writing.
private func flushOutput() {
  guard let output: UnsafeMutablePointer<FILE> = stdout, ftrylockfile(output) == 0 else { return }
  fflush(output)
}
