import Diagnostics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

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

  /// Takes over memory of the C library, which is freed with this object.
  init(adopting memory: UnsafeMutableRawPointer, count: Int) {
    self.count = count
    baseAddress = UnsafeRawPointer(memory)
  }

  /// Allocates memory and has it filled, in full, by a closure.
  package convenience init<Failure: Error>(
    count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    require(count >= 0, "a count of bytes is not negative, but \(count) was asked for")
    guard let memory = Self.memory(count) else {
      requirementFailure("there is no memory for \(count) bytes")
    }
    try self.init(count: count, of: memory, filledBy: fill)
  }

  /// Allocates memory for what a file announces, and has it filled, in full, by a closure.
  ///
  /// - Throws: ``DatasetError/Code/outOfMemory`` if the system has not as much.
  convenience init(
    count: Int, for activity: String,
    filledBy fill: (UnsafeMutableRawBufferPointer) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    guard let memory = Self.memory(count) else { throw .outOfMemory(activity, bytes: count) }
    try self.init(count: count, of: memory, filledBy: fill)
  }

  private convenience init<Failure: Error>(
    count: Int, of memory: UnsafeMutableRawPointer,
    filledBy fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    do {
      try fill(UnsafeMutableRawBufferPointer(start: memory, count: count))
    } catch {
      free(memory)
      throw error
    }
    self.init(adopting: memory, count: count)
  }

  /// Copies bytes.
  public convenience init(_ bytes: some Collection<UInt8>) {
    self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
  }

  deinit {
    free(UnsafeMutableRawPointer(mutating: baseAddress))
  }

  /// Memory that vector loops like; nil if there is not as much.
  private static func memory(_ count: Int) -> UnsafeMutableRawPointer? {
    var memory: UnsafeMutableRawPointer?
    return posix_memalign(&memory, 64, max(count, 1)) == 0 ? memory : nil
  }

  /// Lends the bytes to a closure; the pointer is not valid behind it.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: baseAddress, count: count))
  }
}
