import CISAL
import Diagnostics

/// Packs bytes.
enum Deflate {
  /// The bytes as a zlib stream: deflated, with a header and a checksum.
  ///
  /// Source: RFC 1950 and 1951.
  static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    // In memory of its own: it holds a window and tables.
    let stream = UnsafeMutablePointer<isal_zstream>.allocate(capacity: 1)
    let room = UnsafeMutablePointer<UInt8>.allocate(capacity: Int(TANDEM_DEFLATE_ROOM))
    defer {
      stream.deallocate()
      room.deallocate()
    }
    isal_deflate_init(stream)
    stream.pointee.gzip_flag = UInt16(IGZIP_ZLIB)
    stream.pointee.level = 1
    stream.pointee.level_buf = room
    stream.pointee.level_buf_size = UInt32(TANDEM_DEFLATE_ROOM)
    stream.pointee.end_of_stream = 1
    var packed: [UInt8] = []
    var source = bytes
    source.withUnsafeMutableBufferPointer { source in
      stream.pointee.next_in = source.baseAddress
      stream.pointee.avail_in = UInt32(source.count)
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 16) { part in
        repeat {
          stream.pointee.next_out = part.baseAddress
          stream.pointee.avail_out = UInt32(part.count)
          let status = isal_deflate(stream)
          require(status == COMP_OK, "packing \(bytes.count) bytes ended with \(status)")
          packed += part[..<(part.count - Int(stream.pointee.avail_out))]
          // With room left over, nothing is left.
        } while stream.pointee.avail_out == 0
      }
    }
    return packed
  }
}
