import OperatingSystem

/// What peers may make a socket hold that has not read it yet.
///
/// libzmq bounds how many whole messages wait for their reader, and how long a frame is, but neither the
/// bytes that wait nor the frames of a message that has no end: a frame of one byte costs three on the
/// wire, and some 64 in memory. A connection by itself costs 50 KB.
public struct ConnectionLimits: Sendable, Hashable {
  /// The bytes that a peer may have sent of which nothing was read yet; what libzmq keeps of a handshake
  /// counts, and costs forty times as much in memory.
  public var bytesOfNewcomer = 4 * 1024
  /// The bytes that one peer may have sent and that were not read, for a peer that is not trusted.
  public var bytesOfStranger = 80 * 1024
  /// The same for all peers together that are not trusted. A frame without content is two bytes on the way,
  /// and takes 64 in memory.
  public var bytesOfStrangers = 256 * 1024
  /// How many connections there may be to peers that are not trusted.
  public var strangers: Int
  /// How many strangers may come at once.
  public var newcomersAtOnce = 64
  /// How many more may come each second after that; the others wait at the door.
  public var newcomersPerSecond = 300

  /// The defaults: 4 KiB before a first message, 80 KiB for a stranger, 256 KiB for all of them, 192
  /// connections, or a quarter of the files that the process may have open, if that is less, and 64
  /// newcomers at once, 300 more each second.
  public init() {
    strangers = max(4, min(192, (ProcessRoom.openFileLimit ?? .max) / 4))
  }
}
