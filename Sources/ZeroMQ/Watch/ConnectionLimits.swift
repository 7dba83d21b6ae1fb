import OperatingSystem

/// What peers may make a socket hold that has not read it yet.
///
/// libzmq bounds how many whole messages wait for their reader, and how long a frame is, but neither the
/// bytes that wait nor the frames of a message that has no end: a frame of one byte costs three on the
/// wire, and some 64 in memory.
public struct ConnectionLimits: Sendable, Hashable {
  /// The bytes that one peer may have sent and that were not read, for a peer that is not trusted.
  public var bytesOfStranger = 80 * 1024
  /// The same for all peers together that are not trusted.
  public var bytesOfStrangers = 1 << 20
  /// How many connections there may be to peers that are not trusted.
  public var strangers: Int

  /// The defaults: 80 KiB for a stranger, 1 MiB for all of them, and 256 connections, or a quarter of the
  /// files that the process may have open, if that is less.
  public init() {
    strangers = max(4, min(256, (ProcessRoom.openFileLimit ?? .max) / 4))
  }
}
