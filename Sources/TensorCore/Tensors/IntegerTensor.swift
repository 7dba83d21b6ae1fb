import CVectorLoops
import Diagnostics

/// A multi-dimensional array of whole numbers in row-major order: pixels, the class of each example,
/// positions. Nothing is differentiated through it.
///
/// ```swift
/// let labels = IntegerTensor<UInt8>([3, 1, 4])
/// let best = scores.argmax(along: 1)             // IntegerTensor<Int32>
/// let rows = embeddings.gatheringRows(labels)
/// ```
public struct IntegerTensor<Element: IntegerElement>: Sendable {
  /// The lengths of the axes.
  public let shape: Shape
  private let storage: Storage
  // In bytes.
  private let offset: Int

  /// A tensor with the given numbers in row-major order.
  public init(_ values: [Element], shape: Shape) {
    require(
      values.count == shape.elementCount,
      "\(values.count) numbers for the shape \(shape) of \(shape.elementCount) elements")
    self.init(shape: shape) { target in
      _ = target.update(fromContentsOf: values)
    }
  }

  /// A vector.
  public init(_ values: [Element]) {
    self.init(values, shape: Shape(count: values.count))
  }

  /// A tensor whose elements a closure writes, where they are to stay.
  ///
  /// - Parameters:
  ///   - shape: The lengths of the axes.
  ///   - write: Receives the elements in row-major order, undefined so far, and writes all of them.
  ///     They must not escape.
  public init<Failure: Error>(
    shape: Shape,
    writingElements write: (UnsafeMutableBufferPointer<Element>) throws(Failure) -> Void
  ) throws(Failure) {
    let storage = Storage(byteCount: shape.elementCount * MemoryLayout<Element>.stride)
    try write(
      UnsafeMutableBufferPointer(
        start: storage.address.bindMemory(to: Element.self, capacity: shape.elementCount),
        count: shape.elementCount))
    self.init(shape: shape, storage: storage, offset: 0)
  }

  /// Refers to memory that belongs to an object, such as a data set or a received frame.
  ///
  /// Memory that is not aligned for the elements is copied.
  package init(
    lending bytes: UnsafeRawBufferPointer, shape: Shape, from owner: any AnyObject & Sendable
  ) {
    require(
      bytes.count == shape.elementCount * MemoryLayout<Element>.stride,
      "\(bytes.count) bytes for the shape \(shape)")
    let address = UInt(bitPattern: bytes.baseAddress)
    if address.isMultiple(of: UInt(MemoryLayout<Element>.alignment)) {
      self.init(shape: shape, storage: Storage(lending: bytes, from: owner), offset: 0)
    } else {
      self.init(shape: shape) { UnsafeMutableRawBufferPointer($0).copyMemory(from: bytes) }
    }
  }

  private init(shape: Shape, storage: Storage, offset: Int) {
    self.shape = shape
    self.storage = storage
    self.offset = offset
  }

  /// The number of elements.
  public var count: Int { shape.elementCount }

  /// The elements in row-major order, copied.
  public var values: [Element] { withElements { Array($0) } }

  /// Calls a closure with the elements in row-major order, which must not escape.
  public func withElements<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(storage) {} }
    let start = (storage.address + offset).assumingMemoryBound(to: Element.self)
    return try body(UnsafeBufferPointer(start: start, count: count))
  }

  /// Calls a closure with the bytes of the elements, little-endian on every platform that Tandem runs
  /// on, which must not escape.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withElements { elements throws(Failure) in try body(UnsafeRawBufferPointer(elements)) }
  }

  /// Lends the bytes together with the object that keeps them where they are.
  package func withLendableBytes<Result>(
    _ body: (UnsafeRawBufferPointer, any AnyObject & Sendable) -> Result
  ) -> Result {
    withBytes { body($0, storage) }
  }

  /// Some of the entries along the first axis, without a copy.
  public func rows(_ range: Range<Int>) -> IntegerTensor {
    require(
      range.lowerBound >= 0 && range.upperBound <= shape[0],
      "rows \(range) of a tensor of shape \(shape)")
    let stride = shape[0] == 0 ? 0 : count / shape[0] * MemoryLayout<Element>.stride
    return IntegerTensor(
      shape: shape.replacingFirst(with: range.count), storage: storage,
      offset: offset + range.lowerBound * stride)
  }

  /// The same elements under another shape.
  public func reshaped(to shape: Shape) -> IntegerTensor {
    require(
      shape.elementCount == count, "can't reshape \(self.shape) to \(shape): the counts differ")
    return IntegerTensor(shape: shape, storage: storage, offset: offset)
  }
}

extension IntegerTensor: Equatable {
  /// Whether both have the same shape and the same elements.
  public static func == (left: IntegerTensor, right: IntegerTensor) -> Bool {
    left.shape == right.shape
      && left.withElements { left in right.withElements { left.elementsEqual($0) } }
  }
}

extension IntegerTensor: CustomStringConvertible {
  /// The shape and the first values.
  public var description: String {
    let shown = values.prefix(8).map { "\($0)" }.joined(separator: ", ")
    return "IntegerTensor\(shape)(\(shown)\(count > 8 ? ", …" : ""))"
  }
}

extension IntegerTensor where Element == UInt8 {
  /// The bytes as Float32, divided by 255: pixels between 0 and 1.
  ///
  /// - Parameter team: Shares out the bytes.
  public func scaledToUnit(using team: ThreadTeam = .serial) -> Tensor {
    let result = MutableTensor(shape: shape)
    nonisolated(unsafe) let target = result.base
    withElements { bytes in
      nonisolated(unsafe) let source = bytes.baseAddress
      team.forEachSlice(ofElements: count) { bytes in
        let start = bytes.lowerBound
        tandem_scale_bytes(target + start, source.map { $0 + start }, bytes.count)
      }
    }
    return result.frozen
  }
}

extension Tensor {
  /// Whole numbers as the nearest Float32: exact up to 2²⁴.
  public init(_ integers: IntegerTensor<some IntegerElement>) {
    self.init(shape: integers.shape) { target in
      integers.withElements { source in
        for index in source.indices { target[index] = Float(source[index]) }
      }
    }
  }
}
