extension StoredElement {
  /// Turns numbers of a file into what they are kept as. Both may be the same memory where a number
  /// takes as many bytes there and here.
  ///
  /// - Returns: The index of the first number that does not fit, if there is one.
  func decode(
    _ count: Int, from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer
  ) -> Int? {
    switch kind {
    case .bool: each(count, source, target) { (byte: UInt8) in byte <= 1 ? byte : nil }
    // The bytes are the numbers, and are where they belong or have to be brought there.
    case .uint8: copy(count, source, target)
    case .int8: integers(count, source, target, of: Int8.self)
    case .uint16: integers(count, source, target, of: UInt16.self)
    case .int16: integers(count, source, target, of: Int16.self)
    case .uint32: integers(count, source, target, of: UInt32.self)
    case .int32:
      isNative ? copy(count, source, target) : integers(count, source, target, of: Int32.self)
    case .uint64: integers(count, source, target, of: UInt64.self)
    case .int64: integers(count, source, target, of: Int64.self)
    case .float16: each(count, source, target) { Self.single(ofHalf: $0) }
    case .float32:
      isNative
        ? copy(count, source, target) : each(count, source, target) { (bits: UInt32) in bits }
    case .float64: each(count, source, target) { Self.single(ofDouble: $0) }
    }
  }

  /// A number as text, for messages.
  func text(of bytes: UnsafeRawPointer) -> String {
    func number<Stored: FixedWidthInteger & BitwiseCopyable>(_ type: Stored.Type) -> Stored {
      ordered(bytes.loadUnaligned(as: Stored.self))
    }
    return switch kind {
    case .bool, .uint8: "\(number(UInt8.self))"
    case .int8: "\(number(Int8.self))"
    case .uint16: "\(number(UInt16.self))"
    case .int16: "\(number(Int16.self))"
    case .uint32: "\(number(UInt32.self))"
    case .int32: "\(number(Int32.self))"
    case .uint64: "\(number(UInt64.self))"
    case .int64: "\(number(Int64.self))"
    case .float16: "\(Float(bitPattern: Self.single(ofHalf: number(UInt16.self)) ?? 0))"
    case .float32: "\(Float(bitPattern: number(UInt32.self)))"
    case .float64: "\(Double(bitPattern: number(UInt64.self)))"
    }
  }

  private var isNative: Bool {
    #if _endian(little)
      return !isBigEndian
    #else
      return isBigEndian
    #endif
  }

  @inline(__always)
  private func ordered<Stored: FixedWidthInteger>(_ stored: Stored) -> Stored {
    isBigEndian ? Stored(bigEndian: stored) : Stored(littleEndian: stored)
  }

  private func copy(
    _ count: Int, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer
  ) -> Int? {
    if source != UnsafeRawPointer(target) {
      target.copyMemory(from: source, byteCount: count * byteCount)
    }
    return nil
  }

  @inline(__always)
  private func integers<Stored: FixedWidthInteger & BitwiseCopyable>(
    _ count: Int, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer,
    of type: Stored.Type
  ) -> Int? {
    each(count, source, target) { (number: Stored) in Int32(exactly: number) }
  }

  /// Every number is read before the one that takes its place is written.
  @inline(__always)
  private func each<Stored: FixedWidthInteger & BitwiseCopyable, Kept: BitwiseCopyable>(
    _ count: Int, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer,
    _ convert: (Stored) -> Kept?
  ) -> Int? {
    for index in 0..<count {
      let stored = source.loadUnaligned(
        fromByteOffset: index * MemoryLayout<Stored>.size, as: Stored.self)
      guard let kept = convert(ordered(stored)) else { return index }
      target.storeBytes(of: kept, toByteOffset: index * MemoryLayout<Kept>.size, as: Kept.self)
    }
    return nil
  }

  /// The bits of the nearest Float32, a tie going to the even one; nil if a finite number has none.
  private static func single(ofDouble bits: UInt64) -> UInt32? {
    let number = Double(bitPattern: bits)
    let nearest = Float(number)
    return nearest.isInfinite && number.isFinite ? nil : nearest.bitPattern
  }

  /// The bits of the Float32 that equals a Float16. By hand: not every platform has the type.
  private static func single(ofHalf bits: UInt16) -> UInt32? {
    let sign = UInt32(bits & 0x8000) << 16
    let (exponent, fraction) = (UInt32(bits >> 10) & 0x1F, UInt32(bits & 0x3FF))
    switch exponent {
    case 0: return sign | (Float(fraction) * 0x1p-24).bitPattern
    case 0x1F: return sign | 0x7F80_0000 | fraction << 13
    default: return sign | (exponent + 112) << 23 | fraction << 13
    }
  }
}
