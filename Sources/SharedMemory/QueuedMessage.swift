import CSharedMemory

/// A message that was taken from a ``SharedQueue`` and is read where it lies. Its slot is free for the
/// writer when nobody refers to it any more.
///
/// `@unchecked Sendable`: the bytes are only read.
public final class QueuedMessage: @unchecked Sendable {
  /// The parts, valid as long as the message lives. The other process may change them, so what has to
  /// stay as it was when it was checked is copied first.
  public let parts: [UnsafeRawBufferPointer]
  private let block: SharedBlock
  private let usedWord: UnsafeMutableRawPointer

  /// - Parameters:
  ///   - parts: Where the parts lie.
  ///   - block: The memory that they lie in.
  ///   - usedWord: The word of that memory that tells the writer whether the slot is in use.
  init(
    _ parts: [UnsafeRawBufferPointer], in block: SharedBlock,
    freedBy usedWord: UnsafeMutableRawPointer
  ) {
    (self.parts, self.block, self.usedWord) = (parts, block, usedWord)
  }

  deinit { tandem_shared_store(usedWord, 0) }

  /// The bytes of the parts, copied.
  public var copiedParts: [[UInt8]] { parts.map { [UInt8]($0) } }
}
