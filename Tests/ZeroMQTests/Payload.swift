import Dispatch
import Synchronization
import ZeroMQ

/// A buffer to lend, which tells when it is given back.
final class Payload: Sendable {
  /// Counts how often payloads were given back, and lets a test wait for it.
  final class Returns: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let total = Atomic(0)

    var count: Int { total.load(ordering: .sequentiallyConsistent) }

    func add() {
      total.add(1, ordering: .sequentiallyConsistent)
      semaphore.signal()
    }

    /// Whether one more came back within some seconds.
    func wait() -> Bool { semaphore.wait(timeout: .now() + 20) == .success }
  }

  let bytes: [UInt8]
  private let returns: Returns

  init(count: Int, returns: Returns) {
    bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    self.returns = returns
  }

  deinit { returns.add() }

  /// A frame of the bytes, which stay where they are since the array never changes.
  static func lend(count: Int, returns: Returns) -> (frame: Frame, address: UnsafeRawPointer?) {
    let payload = Payload(count: count, returns: returns)
    return payload.bytes.withUnsafeBytes {
      (Frame(lending: $0, from: payload), $0.baseAddress)
    }
  }
}
