import Diagnostics

/// A multi-dimensional array of Float32 in row-major order; a value that never changes.
///
/// Copies share their memory. A tensor that an operator made from watched tensors also knows its
/// place on a ``GradientTape``.
public struct Tensor: Sendable {
  /// The lengths of the axes.
  public let shape: Shape
  package private(set) var storage: Storage
  // In elements.
  package let offset: Int
  package let origin: TensorOrigin?

  package init(shape: Shape, storage: Storage, offset: Int, origin: TensorOrigin? = nil) {
    require(
      offset >= 0
        && (offset + shape.elementCount) * MemoryLayout<Float>.stride
          <= storage.byteCount,
      "a tensor of shape \(shape) at element \(offset) does not fit into \(storage.byteCount) bytes"
    )
    self.shape = shape
    self.storage = storage
    self.offset = offset
    self.origin = origin
  }

  /// The number of elements.
  public var count: Int { shape.elementCount }

  /// The same values, unknown to any tape.
  public var detached: Tensor {
    origin == nil ? self : Tensor(shape: shape, storage: storage, offset: offset)
  }

  /// The memory of the elements, to be written again; nil if anything else may still read it.
  ///
  /// Whoever writes it changes this tensor.
  package mutating func memoryOfSoleOwner() -> MutableTensor? {
    guard storage.isFromPool, isKnownUniquelyReferenced(&storage) else { return nil }
    return MutableTensor(shape: shape, storage: storage, offset: offset)
  }

  func with(origin: TensorOrigin?) -> Tensor {
    Tensor(shape: shape, storage: storage, offset: offset, origin: origin)
  }
}
