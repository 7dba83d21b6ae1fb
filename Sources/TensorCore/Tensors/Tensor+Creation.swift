import Diagnostics

extension Tensor {
  /// A tensor with the given values in row-major order.
  public init(_ values: [Float], shape: Shape) {
    require(
      values.count == shape.elementCount,
      "\(values.count) values for the shape \(shape) of \(shape.elementCount) elements")
    let tensor = MutableTensor(shape: shape)
    tensor.withElements { elements in
      for (index, value) in values.enumerated() { elements[index] = value }
    }
    self = tensor.frozen
  }

  /// A tensor whose elements a closure writes, where they are to stay.
  ///
  /// - Parameters:
  ///   - shape: The lengths of the axes.
  ///   - write: Receives the elements in row-major order, undefined so far, and writes all of them.
  ///     They must not escape.
  public init<Failure: Error>(
    shape: Shape,
    writingElements write: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Void
  ) throws(Failure) {
    let tensor = MutableTensor(shape: shape)
    defer { withExtendedLifetime(tensor) {} }
    try write(UnsafeMutableBufferPointer(start: tensor.base, count: tensor.count))
    self = tensor.frozen
  }

  /// A vector.
  public init(_ values: [Float]) {
    self.init(values, shape: Shape(count: values.count))
  }

  /// A scalar.
  public init(_ value: Float) {
    self.init(repeating: value, shape: .scalar)
  }

  /// A tensor with the same value everywhere.
  public init(repeating value: Float, shape: Shape) {
    let tensor = MutableTensor(shape: shape)
    tensor.withElements { $0.update(repeating: value) }
    self = tensor.frozen
  }

  /// A tensor of zeros.
  public static func zeros(_ shape: Shape) -> Tensor { Tensor(repeating: 0, shape: shape) }

  /// Refers to memory that belongs to an object, such as a received frame, without a copy.
  ///
  /// Memory that is not aligned for Float32 is copied; frames above a few kilobytes are aligned.
  package init(
    lending bytes: UnsafeRawBufferPointer, shape: Shape, from owner: any AnyObject & Sendable
  ) {
    require(
      bytes.count == shape.elementCount * MemoryLayout<Float>.stride,
      "\(bytes.count) bytes for the shape \(shape)")
    let address = UInt(bitPattern: bytes.baseAddress)
    if address.isMultiple(of: UInt(MemoryLayout<Float>.alignment)) {
      self.init(shape: shape, storage: Storage(lending: bytes, from: owner), offset: 0)
    } else {
      let tensor = MutableTensor(shape: shape)
      tensor.withElements { UnsafeMutableRawBufferPointer($0).copyMemory(from: bytes) }
      self = tensor.frozen
    }
  }
}
