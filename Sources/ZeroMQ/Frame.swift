import CZeroMQ
import Diagnostics

/// One frame of a message: bytes that never change, copied, lent or received.
///
/// A received frame can be kept as long as somebody needs its bytes, and a lent buffer is shared by
/// all copies of a frame, so neither a large payload nor a broadcast is ever copied.
///
/// `@unchecked Sendable`: the bytes are only read, and libzmq counts references atomically, once it
/// has marked a message as shared; that is done before anybody else can see the frame.
public final class Frame: @unchecked Sendable {
  // On the heap, since libzmq wants the address of a message never to change.
  let handle: UnsafeMutablePointer<zmq_msg_t>

  /// A frame that owns a copy of some bytes.
  public init(copying bytes: UnsafeRawBufferPointer) {
    handle = .allocate(capacity: 1)
    let status = zmq_msg_init_size(handle, bytes.count)
    require(status == 0, "out of memory: \(bytes.count) bytes for a frame could not be had")
    if let base = bytes.baseAddress, bytes.count > 0 {
      zmq_msg_data(handle).copyMemory(from: base, byteCount: bytes.count)
    }
    markShared()
  }

  /// A frame that owns a copy of some bytes.
  public static func copying(_ bytes: [UInt8]) -> Frame {
    bytes.withUnsafeBytes { Frame(copying: $0) }
  }

  /// A frame that refers to bytes of an object, which is kept alive until libzmq has sent the last
  /// copy and every copy is gone; on whichever thread that happens.
  public init(lending bytes: UnsafeRawBufferPointer, from owner: any AnyObject & Sendable) {
    handle = .allocate(capacity: 1)
    let retained = Unmanaged.passRetained(owner as AnyObject)
    let status = zmq_msg_init_data(
      handle, UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count,
      { _, owner in Unmanaged<AnyObject>.fromOpaque(owner!).release() }, retained.toOpaque())
    require(status == 0, "out of memory for a frame of \(bytes.count) bytes")
    markShared()
  }

  /// An empty frame, to be received into.
  init() {
    handle = .allocate(capacity: 1)
    zmq_msg_init(handle)
  }

  deinit {
    zmq_msg_close(handle)
    handle.deallocate()
  }

  /// The number of bytes.
  public var count: Int { zmq_msg_size(handle) }

  /// Another frame of the same bytes, shared by counting references if they are many.
  public func copy() -> Frame {
    let copy = Frame()
    zmq_msg_copy(copy.handle, handle)
    return copy
  }

  /// Lends the bytes to a closure. They stay where they are as long as the frame lives.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeRawBufferPointer(start: zmq_msg_data(handle), count: count))
  }

  /// The bytes, copied.
  public var bytes: [UInt8] { withBytes { Array($0) } }

  // The first copy of a message marks it as shared with a plain write, which would be a race if two
  // threads made it; every later one only counts.
  func markShared() { _ = copy() }
}
