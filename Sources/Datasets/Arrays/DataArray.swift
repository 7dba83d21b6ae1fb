import Diagnostics

/// An array of numbers as a file or a program gives it: a type, a shape, and the numbers one behind the
/// other, the last axis varying fastest.
///
/// The first axis counts the examples. Immutable, shared without copying, and cut along the first axis
/// without copying: a part keeps the whole memory alive.
///
/// ```swift
/// let images = try DataArray(idx: "train-images-idx3-ubyte.gz")   // uint8[60000, 28, 28]
/// let prices = try DataArray(npy: "prices.npy")                   // float32[1000, 13]
/// let inputs = DataArray([0, 1, 1, 0] as [Float], shape: [2, 2])  // float32[2, 2]
/// ```
///
/// Files hold more types than an array does. What is read becomes
/// - ``ElementType/uint8`` from bytes without a sign, and from truth values, as 0 and 1;
/// - ``ElementType/int32`` from every other whole number: one that does not fit is an error;
/// - ``ElementType/float32`` from Float16 and Float32 exactly and from Float64 rounded to the nearest, a
///   tie to the even one: a finite number that would become infinite is an error. NaN stays NaN.
public struct DataArray: Sendable {
  /// The most bytes an array may take, in its file and in memory: 16 GiB. More is taken for damage.
  public static let maximumByteCount = 1 << 34
  /// The most axes an array may have.
  public static let maximumRank = 64

  /// The type of the numbers.
  public let dtype: ElementType
  /// The lengths of the axes, the first varying slowest; empty for a single number.
  public let shape: [Int]
  /// The memory the numbers lie in, in this machine's order of bytes; ``byteRange(ofRows:)`` says
  /// where.
  public let memory: SharedBytes
  /// Where in the memory the first number begins.
  let byteOffset: Int

  /// - Precondition: the memory holds a whole array from the offset on.
  init(dtype: ElementType, shape: [Int], memory: SharedBytes, byteOffset: Int = 0) {
    self.dtype = dtype
    self.shape = shape
    self.memory = memory
    self.byteOffset = byteOffset
    require(
      byteOffset >= 0 && byteCount <= memory.count - byteOffset,
      "\(self) takes \(byteCount) bytes, but there are \(memory.count - byteOffset)")
  }

  /// The length of the first axis, the number of examples; 1 for a single number.
  public var count: Int { shape.first ?? 1 }
  /// The lengths of the axes behind the first: the shape of an example.
  public var rowShape: [Int] { Array(shape.dropFirst()) }
  /// The number of numbers.
  public var elementCount: Int { shape.reduce(1, *) }
  /// The bytes of all numbers.
  public var byteCount: Int { elementCount * dtype.byteCount }
  /// The bytes of a row: of what stands at one index of the first axis.
  public var bytesPerRow: Int { shape.dropFirst().reduce(dtype.byteCount, *) }
}

extension DataArray: Equatable {
  /// Whether type, shape and every bit of every number are equal.
  public static func == (left: DataArray, right: DataArray) -> Bool {
    guard left.dtype == right.dtype && left.shape == right.shape else { return false }
    return left.withUnsafeBytes { mine in right.withUnsafeBytes { mine.elementsEqual($0) } }
  }
}

extension DataArray: CustomStringConvertible {
  /// Type and shape, such as `uint8[60000, 28, 28]`.
  public var description: String {
    "\(dtype)[\(shape.map(String.init).joined(separator: ", "))]"
  }
}
