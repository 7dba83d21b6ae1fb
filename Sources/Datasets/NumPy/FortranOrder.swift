/// Numbers whose first axis varies fastest, brought into the order in which the last one does.
enum FortranOrder {
  /// Copies numbers into the other order.
  ///
  /// - Parameters:
  ///   - memory: The numbers.
  ///   - dtype: Their type.
  ///   - shape: The lengths of the axes, told the same way in both orders.
  ///   - activity: What is being done, for messages.
  static func rowMajor(
    _ memory: SharedBytes, of dtype: ElementType, shape: [Int], for activity: String
  ) throws(DatasetError) -> SharedBytes {
    // An axis of one changes no order, and with fewer than two others both orders are one.
    let shape = shape.filter { $0 != 1 }
    guard memory.count > 0, shape.count > 1 else { return memory }
    return try SharedBytes(count: memory.count, for: activity) { target in
      memory.withUnsafeBytes { source in
        switch dtype.byteCount {
        case 1: exchange(source, target, shape, as: UInt8.self)
        default: exchange(source, target, shape, as: UInt32.self)
        }
      }
    }
  }

  private static func exchange<Bits: BitwiseCopyable>(
    _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer, _ shape: [Int],
    as type: Bits.Type
  ) {
    let old = source.assumingMemoryBound(to: Bits.self)
    let new = target.bindMemory(to: Bits.self)
    let (rows, columns) = (shape[0], old.count / shape[0])
    // Some rows at a time: what is read at once lies together, and so does what is written.
    for first in stride(from: 0, to: rows, by: 16) {
      let last = min(first + 16, rows)
      var walk = ColumnWalk(Array(shape.dropFirst()), rows: rows)
      for column in 0..<columns {
        for row in first..<last { new[row * columns + column] = old[walk.place + row] }
        walk.advance()
      }
    }
  }

  /// Where the numbers of a row stand in the other order, in the order in which the last axis varies
  /// fastest.
  private struct ColumnWalk {
    /// The place of the current one of the first row.
    private(set) var place = 0
    private let shape: [Int]
    private let steps: [Int]
    private var indices: [Int]

    init(_ shape: [Int], rows: Int) {
      self.shape = shape
      indices = shape.map { _ in 0 }
      var (step, steps) = (rows, [Int]())
      for length in shape {
        steps.append(step)
        step *= length
      }
      self.steps = steps
    }

    mutating func advance() {
      for axis in shape.indices.reversed() {
        indices[axis] += 1
        place += steps[axis]
        if indices[axis] < shape[axis] { return }
        place -= steps[axis] * shape[axis]
        indices[axis] = 0
      }
    }
  }
}
