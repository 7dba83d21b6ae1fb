import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A tensor under construction: the one handle through which elements are written.
///
/// Whoever makes it fills it and then hands out ``frozen``; after that nobody writes.
package struct MutableTensor: Sendable {
  package let shape: Shape
  let storage: Storage
  let offset: Int

  /// A tensor with undefined contents, from the pool.
  package init(shape: Shape, pool: StoragePool = .shared) {
    self.shape = shape
    storage = Storage(byteCount: shape.elementCount * MemoryLayout<Float>.stride, pool: pool)
    offset = 0
  }

  /// A copy of a tensor, to be changed.
  package init(copying tensor: Tensor) {
    self.init(shape: tensor.shape)
    copy(from: tensor)
  }

  /// Refers to memory that belongs to an object, to be written whenever its owner says so.
  package init(
    writingTo bytes: UnsafeMutableRawBufferPointer, shape: Shape,
    ownedBy owner: any AnyObject & Sendable
  ) {
    require(
      bytes.count == shape.elementCount * MemoryLayout<Float>.stride
        && UInt(bitPattern: bytes.baseAddress).isMultiple(of: UInt(StoragePool.alignment)),
      "\(bytes.count) bytes at \(bytes) for the shape \(shape)")
    self.shape = shape
    storage = Storage(lending: UnsafeRawBufferPointer(bytes), from: owner)
    offset = 0
  }

  init(shape: Shape, storage: Storage, offset: Int) {
    self.shape = shape
    self.storage = storage
    self.offset = offset
  }

  package var count: Int { shape.elementCount }

  /// The finished tensor, sharing the memory.
  package var frozen: Tensor { Tensor(shape: shape, storage: storage, offset: offset) }

  /// A run of elements to be written under a shape of its own.
  package func slice(from start: Int, shape: Shape) -> MutableTensor {
    require(
      start >= 0 && start + shape.elementCount <= count,
      "elements \(start)..<\(start + shape.elementCount) of a tensor with \(count)")
    return MutableTensor(shape: shape, storage: storage, offset: offset + start)
  }

  package func withElements<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeMutableBufferPointer(start: base, count: count))
  }

  package func fill(with value: Float) {
    withElements { $0.update(repeating: value) }
  }

  package func copy(from tensor: Tensor) {
    require(tensor.count == count, "can't copy \(tensor.shape) to \(shape)")
    base.update(from: tensor.base, count: count)
    withExtendedLifetime((storage, tensor)) {}
  }

  /// Copies some elements of a tensor to a place in this one.
  package func copy(from tensor: Tensor, _ elements: Range<Int>, at start: Int) {
    require(
      elements.lowerBound >= 0 && elements.upperBound <= tensor.count && start >= 0
        && start + elements.count <= count,
      "can't copy elements \(elements) of \(tensor.count) to \(start) of \(count)")
    (base + start).update(from: tensor.base + elements.lowerBound, count: elements.count)
    withExtendedLifetime((storage, tensor)) {}
  }

  /// Copies some elements to another place, which may overlap with theirs.
  package func move(_ elements: Range<Int>, to start: Int) {
    require(
      elements.lowerBound >= 0 && elements.upperBound <= count && start >= 0
        && start + elements.count <= count,
      "can't move elements \(elements) of \(count) to \(start)")
    if start == elements.lowerBound { return }
    memmove(
      base + start, base + elements.lowerBound, elements.count * MemoryLayout<Float>.stride)
    withExtendedLifetime(storage) {}
  }

  /// Sets some elements to zero.
  package func clear(_ elements: Range<Int>) {
    require(
      elements.lowerBound >= 0 && elements.upperBound <= count,
      "can't clear elements \(elements) of \(count)")
    memset(base + elements.lowerBound, 0, elements.count * MemoryLayout<Float>.stride)
    withExtendedLifetime(storage) {}
  }

  var base: UnsafeMutablePointer<Float> {
    storage.address.assumingMemoryBound(to: Float.self) + offset
  }
}
