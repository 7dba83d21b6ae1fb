import CVectorLoops
import Diagnostics

/// Tells which blocks of a buffer are worth sending.
package enum BlockFlags {
  /// For each block of a length whether some element is not +0, as 0 or 1; −0 is not zero.
  package static func live(in tensor: Tensor, blockLength length: Int) -> [UInt8] {
    flags(tensor.count, length) { tandem_live_blocks($0, tensor.base, tensor.count, length) }
  }

  /// For each block of a length whether some element has other bits after than before.
  package static func changed(
    from before: Tensor, to after: Tensor, blockLength length: Int
  ) -> [UInt8] {
    require(
      before.count == after.count, "\(before.count) elements before and \(after.count) after")
    return flags(after.count, length) {
      tandem_changed_blocks($0, before.base, after.base, after.count, length)
    }
  }

  private static func flags(
    _ count: Int, _ length: Int, _ fill: (UnsafeMutablePointer<UInt8>?) -> Void
  ) -> [UInt8] {
    let blocks = (count + length - 1) / length
    return [UInt8](unsafeUninitializedCapacity: blocks) { flags, initialized in
      fill(flags.baseAddress)
      initialized = blocks
    }
  }
}
