import Diagnostics

extension Tensor {
  /// Calls a closure with the elements in row-major order, which must not escape.
  public func withElements<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeBufferPointer(start: base, count: count))
  }

  /// Calls a closure with the bytes of the elements, little-endian Float32 on every platform that
  /// Tandem runs on.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeRawBufferPointer(UnsafeBufferPointer(start: base, count: count)))
  }

  /// Lends the bytes together with the object that keeps them where they are.
  package func withLendableBytes<Result>(
    _ body: (UnsafeRawBufferPointer, any AnyObject & Sendable) -> Result
  ) -> Result {
    withBytes { body($0, storage) }
  }

  /// The elements in row-major order, copied.
  public var values: [Float] { withElements { Array($0) } }

  /// The only element of a tensor that has one.
  public var scalar: Float {
    require(count == 1, "a tensor of shape \(shape) is not a scalar")
    return withElements { $0[0] }
  }

  /// The same elements under another shape.
  public func reshaped(to shape: Shape) -> Tensor {
    require(
      shape.elementCount == count, "can't reshape \(self.shape) to \(shape): the counts differ")
    return Tensor(shape: shape, storage: storage, offset: offset).recorded(from: [self]) { tape in
      let (operand, original) = (tape.operand(self), self.shape)
      return { gradient, sink in
        sink.contribute(gradient.reshaped(to: original), to: operand)
      }
    }
  }

  /// A run of elements as a tensor of the given shape, without a copy and without a record.
  package func slice(from start: Int, shape: Shape) -> Tensor {
    require(
      start >= 0 && start + shape.elementCount <= count,
      "elements \(start)..<\(start + shape.elementCount) of a tensor with \(count)")
    return Tensor(shape: shape, storage: storage, offset: offset + start)
  }

  var base: UnsafePointer<Float> {
    UnsafePointer(storage.address.assumingMemoryBound(to: Float.self) + offset)
  }

  /// Whether both are views of the same memory, from the same element on.
  package func sharesMemory(with other: Tensor) -> Bool { base == other.base }

  /// Whether the memory belongs to somebody who lends it, perhaps to another process as well.
  var isLent: Bool { !storage.isFromPool }

  /// Whether both have the same shape and the same bits, so that −0 differs from 0 and a NaN
  /// equals itself.
  public func isIdentical(to other: Tensor) -> Bool {
    shape == other.shape
      && withElements { left in
        other.withElements { right in
          zip(left, right).allSatisfy { $0.bitPattern == $1.bitPattern }
        }
      }
  }
}

extension Tensor: CustomStringConvertible {
  /// The shape and the first values.
  public var description: String {
    let shown = values.prefix(8).map { "\($0)" }.joined(separator: ", ")
    return "Tensor\(shape)(\(shown)\(count > 8 ? ", …" : ""))"
  }
}
