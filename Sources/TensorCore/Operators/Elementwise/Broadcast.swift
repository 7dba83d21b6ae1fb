import CVectorLoops
import Diagnostics

/// How the operands of an elementwise operator are read along the axes of its result.
///
/// Shapes are aligned at their last axes; an axis of length 1, or one that is missing, is repeated.
///
/// Source: NumPy, "Broadcasting".
struct Broadcast {
  /// The result's shape.
  let shape: Shape
  private let operands: [Shape]

  /// - Parameters:
  ///   - operands: At most three shapes.
  ///   - name: Of the operator, for the message if they do not fit together.
  init(_ operands: [Shape], in name: @autoclosure () -> String) {
    self.operands = operands
    if let first = operands.first, operands.allSatisfy({ $0 == first }) {
      shape = first
      return
    }
    let rank = operands.lazy.map(\.rank).max() ?? 0
    shape = Shape(
      (0..<rank).map { axis in
        // An empty axis goes with one of length 1.
        let lengths = operands.map { Self.length(of: $0, axis: axis, rank: rank) }
        let length = lengths.first { $0 != 1 } ?? 1
        require(
          lengths.allSatisfy { $0 == 1 || $0 == length },
          """
          \(name()) takes tensors of one shape, or of shapes that broadcast, \
          not \(operands.map(\.description).joined(separator: " and "))
          """)
        return length
      })
  }

  /// The axes in as few as can be: those of length 1 are left out, and neighbours that every operand
  /// reads through are one.
  var steps: TandemBroadcast {
    var lengths = [Int]()
    var steps = operands.map { _ in [Int]() }
    let first = operands.first ?? .scalar
    if operands.allSatisfy({ $0 == first }) {
      lengths = [shape.elementCount]
      steps = operands.map { _ in [1] }
    } else {
      var strides = operands.map { _ in 1 }
      for axis in (0..<shape.rank).reversed() {
        let length = shape[axis]
        var current = [Int]()
        for (number, operand) in operands.enumerated() {
          let own = Self.length(of: operand, axis: axis, rank: shape.rank)
          current.append(own == 1 ? 0 : strides[number])
          strides[number] *= own
        }
        if length == 1 { continue }
        let isContinued =
          !lengths.isEmpty
          && operands.indices.allSatisfy {
            current[$0] == (steps[$0].last ?? 0) * (lengths.last ?? 0)
          }
        if isContinued {
          lengths[lengths.count - 1] *= length
        } else {
          lengths.append(length)
          for number in operands.indices { steps[number].append(current[number]) }
        }
      }
    }
    return TandemBroadcast(
      lengths: Self.four(lengths, padding: 1), first: Self.four(steps[0], padding: 0),
      second: Self.four(steps.count > 1 ? steps[1] : [], padding: 0),
      third: Self.four(steps.count > 2 ? steps[2] : [], padding: 0))
  }

  private static func length(of shape: Shape, axis: Int, rank: Int) -> Int {
    let own = axis - (rank - shape.rank)
    return own < 0 ? 1 : shape[own]
  }

  /// From the last axis to the first, with what stands for a missing one before it.
  private static func four(_ values: [Int], padding: Int) -> (Int, Int, Int, Int) {
    func value(_ position: Int) -> Int { position < values.count ? values[position] : padding }
    return (value(3), value(2), value(1), value(0))
  }
}
