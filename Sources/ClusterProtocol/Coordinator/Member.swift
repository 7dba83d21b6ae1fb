/// A worker that was welcomed and is not gone.
struct Member: Sendable {
  let info: WorkerInfo
  let hello: Hello
  let peer: PeerID
  /// When it was welcomed.
  let since: Instant
  /// Whether its arithmetic was found equal, so that it takes part.
  var isActive = false
  /// Whether it was offered memory, which nobody is before its arithmetic was found equal.
  var isOffered = false
  /// Whether it has opened the memory that it was offered.
  var sharesMemory = false
  /// The weights that it was sent last, by their version.
  var weightsVersion: Int?
  var lastHeard: Instant
  /// Hellos and heartbeats that came beyond the first Hello.
  var greetings: Greetings
}
