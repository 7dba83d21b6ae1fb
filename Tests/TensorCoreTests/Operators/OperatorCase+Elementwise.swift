import TensorCore
import TestSupport

extension OperatorCase {
  /// From a number to four axes, single elements and no rows among them.
  static let everyRank: [Shape] = [
    [], [1], [7], [1, 1], [0, 3], [5, 3], [2, 3, 4], [2, 1, 3, 5],
  ]

  /// Shapes that broadcast.
  static let broadcasting: [(Shape, Shape)] = [
    ([], []), ([], [2, 3]), ([4], []), ([1], [5]), ([3, 4], [3, 4]), ([3, 4], [4]),
    ([4], [3, 4]), ([3, 1], [1, 4]), ([3, 1], [3, 4]), ([1, 1], [2, 3, 4]), ([2, 3, 4], [3, 1]),
    ([2, 1, 4], [3, 1]), ([2, 1, 3, 1], [4, 1, 5]), ([2, 3, 4, 5], [2, 3, 4, 5]), ([0, 3], [3]),
    ([0, 1], [1, 3]), ([2, 3, 1, 1], [17]),
  ]

  /// Functions of one element, where they are smooth.
  static let unary: [OperatorCase] = {
    typealias Function = @Sendable (Tensor) -> Tensor
    let functions: [(String, Range<Float>, Function)] = [
      ("-", -2..<2, { -$0 }), ("exp", -2..<1, { exp($0) }), ("log", 0.5..<3, { log($0) }),
      ("log1p", -0.5..<2, { log1p($0) }), ("sqrt", 0.5..<3, { sqrt($0) }),
      ("square", -2..<2, { square($0) }), ("abs", 0.1..<2, { abs($0) }),
      ("abs below 0", -2 ..< -0.1, { abs($0) }), ("sign", 0.1..<2, { sign($0) }),
      ("pow 3", -1..<1, { pow($0, 3) }), ("pow 2.5", 0.5..<2, { pow($0, 2.5) }),
      ("pow -1", 0.7..<2, { pow($0, -1) }), ("pow 1", -1..<1, { pow($0, 1) }),
      ("pow 0", -1..<1, { pow($0, 0) }), ("tanh", -2..<2, { tanh($0) }),
      ("sigmoid", -3..<3, { sigmoid($0) }), ("softplus", -3..<3, { softplus($0) }),
      ("erf", -2..<2, { erf($0) }), ("sin", -4..<4, { sin($0) }), ("cos", -4..<4, { cos($0) }),
      ("leaky relu", 0.1..<2, { leakyRelu($0, slope: 0.3) }),
      ("leaky relu below 0", -2 ..< -0.1, { leakyRelu($0, slope: 0.3) }),
      ("elu", 0.1..<2, { elu($0, alpha: 0.7) }),
      ("elu below 0", -2 ..< -0.1, { elu($0, alpha: 0.7) }), ("gelu", -3..<3, { gelu($0) }),
      ("relu", 0.1..<2, { relu($0) }), ("relu below 0", -2 ..< -0.1, { relu($0) }),
      ("1 -", -1..<1, { 1 - $0 }), ("/ 2", -1..<1, { $0 / 2 }), ("2 /", 1..<2, { 2 / $0 }),
      ("3 *", -1..<1, { 3 * $0 }), ("+ 1", -1..<1, { 1 + $0 + 1 }), ("- 1", -1..<1, { $0 - 1 }),
      ("maximum of number", 0.1..<1, { maximum($0, 0) }),
      ("minimum of number", 0.1..<1, { minimum($0, 0) }),
    ]
    return functions.flatMap { name, range, function in
      everyRank.map { shape in
        OperatorCase(name: name, shapes: [shape], range: range, tolerance: 1e-3, step: 1 / 128) {
          function($0[0])
        }
      }
    }
  }()

  /// Functions of two elements at a time.
  static let binary: [OperatorCase] = broadcasting.flatMap { left, right -> [OperatorCase] in
    // Where two elements are never as near to each other as the differences are wide.
    let condition = Tensor.random(right, seed: 9) .> 0
    return [
      OperatorCase(name: "+", shapes: [left, right]) { $0[0] + $0[1] },
      OperatorCase(name: "-", shapes: [left, right]) { $0[0] - $0[1] },
      OperatorCase(name: "*", shapes: [left, right], tolerance: 5e-4) { $0[0] * $0[1] },
      OperatorCase(name: "/", shapes: [left, right], range: 1..<2, tolerance: 1e-3, step: 1 / 256) {
        $0[0] / $0[1]
      },
      OperatorCase(name: "maximum", shapes: [left, right], range: 0..<1) {
        maximum($0[0] - 3, $0[1]) + maximum($0[0] + 3, $0[1])
      },
      OperatorCase(name: "minimum", shapes: [left, right], range: 0..<1) {
        minimum($0[0] - 3, $0[1]) + minimum($0[0] + 3, $0[1])
      },
      OperatorCase(name: "select", shapes: [left, right]) {
        select($0[0], where: condition, otherwise: $0[1] * $0[1])
      },
    ]
  }
}
