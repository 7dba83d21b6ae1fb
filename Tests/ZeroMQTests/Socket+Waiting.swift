import Testing
import ZeroMQ

/// Nothing came of what a test waited for.
struct TimeoutError: Error {
  let awaited: String
}

extension Socket {
  /// The next message, as soon as it is there.
  func receiveSoon(frameLimit: Int = 16) throws -> [Frame] {
    for _ in 0..<200 {
      if let frames = try receive(frameLimit: frameLimit) { return frames }
      _ = try waitForMessage(milliseconds: 100)
    }
    throw TimeoutError(awaited: "a message")
  }

  /// Lets a router know of this dealer.
  ///
  /// - Returns: What the router calls it.
  func introduce(to router: borrowing Socket) throws -> Frame {
    try #require(try send([.copying([1])]) == .sent)
    let frames = try router.receiveSoon()
    try #require(frames.dropFirst().map(\.bytes) == [[1]])
    return frames[0]
  }

  /// Calls a router, which may have been started anew, until it hears; what a connection took that
  /// was about to end is lost.
  ///
  /// - Returns: What the router calls this dealer.
  func reach(_ router: borrowing Socket) throws -> Frame {
    for _ in 0..<200 {
      try #require(try send([.copying([2])]) == .sent)
      _ = try router.waitForMessage(milliseconds: 100)
      if let frames = try router.receive() { return frames[0] }
    }
    throw TimeoutError(awaited: "a connection")
  }

  /// Sends as soon as the outcome is another than `passing`.
  ///
  /// - Returns: The first other outcome.
  func send(_ frames: [Frame], while passing: SendOutcome) throws -> SendOutcome {
    for _ in 0..<20_000 {
      let outcome = try send(frames)
      if outcome != passing { return outcome }
      // Nothing tells when a peer has left or read; what is received meanwhile stays in the queue.
      _ = try waitForMessage(milliseconds: 1)
    }
    throw TimeoutError(awaited: "another outcome than \(passing)")
  }
}
