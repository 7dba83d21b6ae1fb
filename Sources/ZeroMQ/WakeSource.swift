/// What ends a wait for messages besides a message: something in memory, to be looked at again and
/// again, and a descriptor that can be read when it came to a reader who slept.
public protocol WakeSource {
  /// Can be read once something has come after ``beginSleep()``; -1 if nothing can come any more.
  var descriptor: Int32 { get }
  /// Whether something is there.
  var isReady: Bool { get }
  /// From now on whoever brings something makes the descriptor readable.
  func beginSleep()
  /// From now on ``isReady`` is looked at again.
  func endSleep()
}
