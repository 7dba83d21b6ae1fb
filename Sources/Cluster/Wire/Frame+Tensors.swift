import TensorCore
import Training
import ZeroMQ

extension Frame {
  /// A frame that shares the memory of a tensor.
  convenience init(lending tensor: Tensor) {
    // The initialiser of a class can't be called inside the closure, so the loan leaves it; the
    // owner keeps the bytes where they are.
    let (bytes, owner) = tensor.withLendableBytes { ($0, $1) }
    self.init(lending: bytes, from: owner)
  }

  /// A frame that shares the memory of some bytes.
  convenience init(lending tensor: IntegerTensor<UInt8>) {
    let (bytes, owner) = tensor.withLendableBytes { ($0, $1) }
    self.init(lending: bytes, from: owner)
  }

  /// The frame's bytes as Float32, sharing its memory.
  func tensor(count: Int) -> Tensor {
    withBytes { Tensor(lending: $0, shape: Shape(count: count), from: self) }
  }

  /// The frame's bytes under a shape, sharing its memory.
  func bytes(shape: Shape) -> IntegerTensor<UInt8> {
    withBytes { IntegerTensor(lending: $0, shape: shape, from: self) }
  }
}
