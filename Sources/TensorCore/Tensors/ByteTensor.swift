import CVectorLoops
import Diagnostics

/// A multi-dimensional array of bytes in row-major order: pixels, or one class label an example.
public struct ByteTensor: Sendable {
  /// The lengths of the axes.
  public let shape: Shape
  private let storage: Storage
  private let offset: Int

  /// A tensor with the given bytes in row-major order.
  public init(_ bytes: [UInt8], shape: Shape) {
    require(
      bytes.count == shape.elementCount,
      "\(bytes.count) bytes for the shape \(shape) of \(shape.elementCount) elements")
    storage = Storage(byteCount: bytes.count)
    storage.address.withMemoryRebound(to: UInt8.self, capacity: bytes.count) { target in
      for (index, byte) in bytes.enumerated() { target[index] = byte }
    }
    self.shape = shape
    offset = 0
  }

  /// A vector of bytes.
  public init(_ bytes: [UInt8]) {
    self.init(bytes, shape: Shape(count: bytes.count))
  }

  /// Refers to memory that belongs to an object, such as a data set or a received frame.
  package init(
    lending bytes: UnsafeRawBufferPointer, shape: Shape, from owner: any AnyObject & Sendable
  ) {
    require(bytes.count == shape.elementCount, "\(bytes.count) bytes for the shape \(shape)")
    self.shape = shape
    storage = Storage(lending: bytes, from: owner)
    offset = 0
  }

  private init(shape: Shape, storage: Storage, offset: Int) {
    self.shape = shape
    self.storage = storage
    self.offset = offset
  }

  /// The number of bytes.
  public var count: Int { shape.elementCount }

  /// The bytes in row-major order, copied.
  public var values: [UInt8] { withBytes { Array($0) } }

  /// Calls a closure with the bytes, which must not escape.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeRawBufferPointer(start: storage.address + offset, count: count))
  }

  /// Lends the bytes together with the object that keeps them where they are.
  package func withLendableBytes<Result>(
    _ body: (UnsafeRawBufferPointer, any AnyObject & Sendable) -> Result
  ) -> Result {
    withBytes { body($0, storage) }
  }

  /// Some of the entries along the first axis, without a copy.
  public func rows(_ range: Range<Int>) -> ByteTensor {
    require(
      range.lowerBound >= 0 && range.upperBound <= shape[0],
      "rows \(range) of a tensor of shape \(shape)")
    let stride = shape[0] == 0 ? 0 : count / shape[0]
    return ByteTensor(
      shape: shape.replacingFirst(with: range.count), storage: storage,
      offset: offset + range.lowerBound * stride)
  }

  /// The bytes as Float32, divided by 255: pixels between 0 and 1.
  ///
  /// - Parameter team: Shares out the bytes.
  public func scaledToUnit(using team: ThreadTeam = .serial) -> Tensor {
    let result = MutableTensor(shape: shape)
    nonisolated(unsafe) let target = result.base
    withBytes { bytes in
      nonisolated(unsafe) let source = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
      team.forEachSlice(ofElements: count) { bytes in
        let start = bytes.lowerBound
        tandem_scale_bytes(target + start, source.map { $0 + start }, bytes.count)
      }
    }
    return result.frozen
  }
}
