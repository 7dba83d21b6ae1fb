import Diagnostics

/// Bytes that never change, at an address that never changes, for as long as somebody holds them.
///
/// A message can point into them without a copy, as long as it retains this object until the
/// message has gone out.
///
/// `@unchecked Sendable` holds because nothing writes to the memory once `init` has returned.
public final class SharedBytes: @unchecked Sendable {
  /// The number of bytes.
  public let count: Int
  /// The first byte; valid while this object lives.
  package let baseAddress: UnsafeRawPointer

  /// Allocates memory and has it filled, in full, by a closure.
  package init<Failure: Error>(
    count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    require(count >= 0, "a count of bytes is not negative, but \(count) was asked for")
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 64)
    do {
      try fill(UnsafeMutableRawBufferPointer(rebasing: memory[..<count]))
    } catch {
      memory.deallocate()
      throw error
    }
    self.count = count
    baseAddress = UnsafeRawPointer(memory.baseAddress!)
  }

  /// Copies bytes.
  public convenience init(_ bytes: some Collection<UInt8>) {
    self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
  }

  deinit {
    baseAddress.deallocate()
  }

  /// Lends the bytes to a closure; the pointer is not valid behind it.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: baseAddress, count: count))
  }
}
