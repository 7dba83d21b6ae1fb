import Diagnostics

/// The lengths of a tensor's axes, at most four, the first varying slowest.
public struct Shape: Sendable, Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The largest number of axes.
  public static let maximumRank = 4

  /// The number of axes; 0 for a scalar.
  public let rank: Int
  // Inline rather than an array: a step makes a few dozen shapes, and none should allocate.
  private let lengths: SIMD4<Int>

  /// - Parameter dimensions: At most four lengths, none negative.
  public init(_ dimensions: [Int]) {
    require(
      dimensions.count <= Self.maximumRank,
      "a shape has at most \(Self.maximumRank) axes, not \(dimensions.count)")
    var lengths = SIMD4<Int>(repeating: 1)
    for (axis, length) in dimensions.enumerated() {
      require(length >= 0, "axis \(axis) has the negative length \(length)")
      lengths[axis] = length
    }
    rank = dimensions.count
    self.lengths = lengths
  }

  /// A matrix, without the detour through an array.
  public init(rows: Int, columns: Int) {
    require(rows >= 0 && columns >= 0, "a matrix can't be \(rows) × \(columns)")
    rank = 2
    lengths = SIMD4(rows, columns, 1, 1)
  }

  /// A vector, without the detour through an array.
  public init(count: Int) {
    require(count >= 0, "a vector can't have \(count) elements")
    rank = 1
    lengths = SIMD4(count, 1, 1, 1)
  }

  private init(rank: Int, lengths: SIMD4<Int>) {
    self.rank = rank
    self.lengths = lengths
  }

  /// A shape written as a list of lengths.
  public init(arrayLiteral elements: Int...) {
    self.init(elements)
  }

  /// The shape of a single number.
  public static let scalar = Shape([])

  /// The length of an axis in 0..<rank.
  public subscript(axis: Int) -> Int {
    require(axis >= 0 && axis < rank, "the shape \(self) has no axis \(axis)")
    return lengths[axis]
  }

  /// The number of elements: the product of the lengths.
  public var elementCount: Int {
    let (matrix, isHuge) = lengths.x.multipliedReportingOverflow(by: lengths.y)
    let (block, isHuger) = matrix.multipliedReportingOverflow(by: lengths.z)
    let (count, isHugest) = block.multipliedReportingOverflow(by: lengths.w)
    // So many that their bytes can still be counted.
    require(
      !isHuge && !isHuger && !isHugest && count <= 1 << 60,
      "the shape \(self) has more than 2⁶⁰ elements")
    return count
  }

  /// The lengths as an array.
  public var dimensions: [Int] { (0..<rank).map { lengths[$0] } }

  /// The same trailing axes behind another first one.
  public func replacingFirst(with length: Int) -> Shape {
    require(rank >= 1, "a scalar has no first axis")
    require(length >= 0, "axis 0 has the negative length \(length)")
    var lengths = lengths
    lengths[0] = length
    return Shape(rank: rank, lengths: lengths)
  }

  /// The shape of a batch of examples of this shape.
  public func batch(of examples: Int) -> Shape {
    require(rank < Self.maximumRank, "no room for an axis of examples before \(self)")
    require(examples >= 0, "a batch can't have \(examples) examples")
    return Shape(rank: rank + 1, lengths: SIMD4(examples, lengths.x, lengths.y, lengths.z))
  }

  /// The shape as Keras prints it, such as `[32, 784]`.
  public var description: String {
    "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
  }
}
