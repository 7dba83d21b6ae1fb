import TensorCore
import TestSupport

extension OperatorCase {
  /// Sums, means and extremes along axes.
  static let reductions: [OperatorCase] = {
    let places: [(Shape, [Int])] = [
      ([4], [0]), ([1], [0]), ([3, 4], [0]), ([3, 4], [1]), ([3, 4], [-1]), ([3, 4], [0, 1]),
      ([3, 40], [1]), ([2, 3, 4], [1]), ([2, 3, 4], [0, 2]), ([2, 3, 4], [-1, 1]), ([2, 3], []),
      ([2, 3, 2, 5], [1, 3]), ([2, 3, 2, 5], [0, 1, 2, 3]), ([2, 0], [0]), ([0, 2], [1]),
    ]
    return places.flatMap { shape, axes in
      [true, false].flatMap { keeps -> [OperatorCase] in
        // A maximum is smooth where no other comes near.
        let apart = Tensor(
          (0..<shape.elementCount).map { Float($0 * 7 % 11) + Float($0) * 0.25 }, shape: shape)
        let sums = [
          OperatorCase(name: "sum along \(axes)", shapes: [shape], tolerance: 5e-4) {
            square($0[0]).sum(along: axes, keepingAxes: keeps)
          }
        ]
        if axes.contains(where: { shape[($0 + shape.rank) % shape.rank] == 0 }) { return sums }
        return sums + [
          OperatorCase(name: "mean along \(axes)", shapes: [shape], tolerance: 5e-4) {
            square($0[0]).mean(along: axes, keepingAxes: keeps)
          },
          OperatorCase(
            name: "max along \(axes)", shapes: [shape], range: 0..<0.1, tolerance: 1e-3
          ) {
            square($0[0] + apart).max(along: axes, keepingAxes: keeps) * 0.05
          },
          OperatorCase(
            name: "min along \(axes)", shapes: [shape], range: 0..<0.1, tolerance: 1e-3
          ) {
            square($0[0] + apart + 1).min(along: axes, keepingAxes: keeps) * 0.05
          },
        ]
      }
    }
  }()

  /// What brings elements to other places.
  static let layout: [OperatorCase] = [
    OperatorCase(name: "concatenate", shapes: [[2, 3], [4, 3], [0, 3]]) {
      square(concatenate([$0[0], $0[1], $0[2], $0[0]], along: 0))
    },
    OperatorCase(name: "concatenate", shapes: [[2, 1, 2], [2, 3, 2]]) {
      square(concatenate($0, along: 1))
    },
    OperatorCase(name: "concatenate", shapes: [[2, 3], [2, 2]]) {
      square(concatenate($0, along: -1))
    },
    OperatorCase(name: "split", shapes: [[4, 6]]) {
      let parts = $0[0].split(into: 3, along: 1)
      return parts[0] * parts[2] + parts[0]
    },
    OperatorCase(name: "split", shapes: [[5, 2]]) {
      let parts = $0[0].split(lengths: [1, 4, 0], along: 0)
      return parts[1] * parts[0]
    },
    OperatorCase(name: "slice", shapes: [[3, 4, 2]]) { square($0[0].slice(1..<3, along: 1)) },
    OperatorCase(name: "padded", shapes: [[3, 2]]) {
      square($0[0].padded(along: 0, before: 1, after: 2, with: 0.5).padded(along: 1, after: 1))
    },
    OperatorCase(name: "gathering rows", shapes: [[4, 3]]) {
      square($0[0].gatheringRows([2, 0, 2, 2, 3]))
    },
    OperatorCase(name: "gathering rows", shapes: [[3, 2, 2]]) {
      square($0[0].gatheringRows([2, 2]))
    },
    OperatorCase(name: "embedding", shapes: [[5, 3]]) {
      square(embedding(IntegerTensor<UInt8>([4, 0, 4, 1, 1, 4], shape: [2, 3]), table: $0[0]))
    },
    OperatorCase(name: "gathering no rows", shapes: [[3, 2]]) { square($0[0].gatheringRows([])) },
    OperatorCase(name: "scattering rows", shapes: [[4, 3]]) {
      square($0[0].scatteringRows(to: [1, 5, 1, 0], of: 6))
    },
    OperatorCase(name: "permuted", shapes: [[2, 3, 4, 5]]) {
      square($0[0].permuted(to: [2, 0, 3, 1]))
    },
    OperatorCase(name: "permuted", shapes: [[2, 3, 4]]) { square($0[0].permuted(to: [1, 2, 0])) },
    OperatorCase(name: "transposed", shapes: [[3, 4]]) { square($0[0].transposed()) },
    OperatorCase(name: "transposed", shapes: [[5]]) { square($0[0].transposed()) },
    OperatorCase(name: "broadcast", shapes: [[3, 1]]) { square($0[0].broadcast(to: [2, 3, 4])) },
    OperatorCase(name: "reshaped", shapes: [[3, 4]]) { square($0[0].reshaped(to: [2, 6])) },
    OperatorCase(name: "sum", shapes: [[3, 4]]) { square(sum(square($0[0]))) },
    OperatorCase(name: "mean", shapes: [[3, 4]]) { square(mean(square($0[0]))) },
  ]

  /// Products of matrices and of batches of them, whichever lies there transposed.
  static let batchedProducts: [OperatorCase] = {
    let shapes: [([Int], [Int])] = [
      ([], []), ([2], []), ([], [3]), ([2], [2]), ([1], [3]), ([2, 3], [2, 3]), ([2, 1], [3]),
      ([0], [0]),
    ]
    return shapes.flatMap { left, right in
      [(false, false), (true, false), (false, true), (true, true)].map { first, second in
        OperatorCase(
          name: "matrixProduct \(first) \(second)",
          shapes: [
            Shape(left + (first ? [4, 3] : [3, 4])), Shape(right + (second ? [2, 4] : [4, 2])),
          ], tolerance: 5e-4
        ) {
          matrixProduct($0[0], $0[1], transposingLeft: first, transposingRight: second)
        }
      }
    }
  }()

  /// What works along the last axis, and compositions of the kind that normalises.
  static let alongRows: [OperatorCase] = [[5], [1, 1], [4, 3], [2, 3, 4], [0, 3]].flatMap {
    (shape: Shape) -> [OperatorCase] in
    [
      OperatorCase(name: "softmax", shapes: [shape], tolerance: 1e-3, step: 1 / 128) {
        softmax($0[0])
      },
      OperatorCase(name: "log softmax", shapes: [shape], tolerance: 1e-3, step: 1 / 128) {
        logSoftmax($0[0])
      },
      OperatorCase(name: "normalised", shapes: [shape], tolerance: 2e-3, step: 1 / 256) {
        let centred = $0[0] - $0[0].mean(along: -1, keepingAxes: true)
        let variance = square(centred).mean(along: -1, keepingAxes: true)
        return centred / sqrt(variance + 0.5)
      },
      OperatorCase(name: "norm", shapes: [shape], range: 0.2..<1, tolerance: 1e-3, step: 1 / 128) {
        sqrt(square($0[0]).sum(along: -1))
      },
    ]
  }
}
