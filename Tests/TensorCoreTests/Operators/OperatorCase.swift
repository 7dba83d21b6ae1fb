import TensorCore
import TestSupport
import Testing

/// An operator at some shapes, and how near central differences have to come to its gradient.
struct OperatorCase: Sendable, CustomTestStringConvertible {
  let name: String
  let shapes: [Shape]
  var range: Range<Float> = -1..<1
  var tolerance = 2e-4
  var step: Float = 1 / 64
  let function: @Sendable ([Tensor]) -> Tensor

  var testDescription: String {
    "\(name) \(shapes.map(\.description).joined(separator: " and "))"
  }

  var check: GradientCheck {
    GradientCheck(
      at: shapes.enumerated().map { .random($1, seed: UInt64($0) + 1, in: range) }, step: step,
      function)
  }

  /// Operators that give one element for each element.
  static let elementwise: [OperatorCase] = [[1], [1, 1], [1, 7], [5, 3], [2, 3, 4], [17, 33]]
    .flatMap { (shape: Shape) -> [OperatorCase] in
      [
        OperatorCase(name: "+", shapes: [shape, shape]) { $0[0] + $0[1] },
        OperatorCase(name: "-", shapes: [shape, shape]) { $0[0] - $0[1] },
        OperatorCase(name: "*", shapes: [shape, shape]) { $0[0] * $0[1] },
        OperatorCase(name: "* number", shapes: [shape]) { $0[0] * -2.5 },
        OperatorCase(name: "relu", shapes: [shape], range: 0.1..<1) { relu($0[0]) },
        OperatorCase(name: "relu below 0", shapes: [shape], range: -1 ..< -0.1) { relu($0[0]) },
        OperatorCase(name: "sum", shapes: [shape]) { sum($0[0]) },
        OperatorCase(name: "mean", shapes: [shape]) { mean($0[0]) },
        OperatorCase(name: "reshaped", shapes: [shape]) {
          $0[0].reshaped(to: Shape(count: $0[0].count)) * 2
        },
        OperatorCase(name: "squares", shapes: [shape]) { $0[0] * $0[0] },
      ]
    }

  /// Products, whose two gradients are products with a transposed operand each; the last ones make
  /// several tiles.
  static let products: [OperatorCase] = [
    (1, 1, 1), (1, 5, 3), (5, 1, 3), (4, 3, 1), (7, 17, 9), (33, 16, 31), (32, 784, 512),
    (512, 784, 40),
  ].map { m, k, n in
    OperatorCase(
      name: "matrixProduct", shapes: [[m, k], [k, n]], tolerance: k > 100 ? 5e-3 : 5e-4
    ) {
      matrixProduct($0[0], $0[1])
    }
  }

  static let activations: [Activation] = [
    .linear, .relu, .softmax, .logSoftmax, .sigmoid, .tanh, .softplus, .gelu, .elu, .leakyRelu,
    .elu(alpha: 0.5), .leakyRelu(slope: 0.1),
  ]
  private static let hasKink: Set<String> = ["relu", "leaky_relu", "elu"]

  /// Dense layers. The bias of the rectified ones keeps every output away from the kink.
  static let dense: [OperatorCase] = activations.flatMap { activation in
    [(1, 1, 1), (1, 6, 5), (3, 2, 8), (9, 13, 7), (17, 5, 33)].map { rows, inputs, units in
      OperatorCase(
        name: "dense \(activation)", shapes: [[rows, inputs], [inputs, units], [units]],
        range: -0.45..<0.45, tolerance: 1e-3
      ) {
        let away = Tensor((0..<units).map { $0 % 3 == 0 ? -4 : 4 })
        let bias = hasKink.contains(activation.name) ? $0[2] + away : $0[2]
        return TensorCore.dense($0[0], kernel: $0[1], bias: bias, activation: activation)
      }
    }
  }

  /// Normalization over rows, by their own moments and by given ones, and along rows.
  static let normalization: [OperatorCase] = [[3, 1], [5, 4], [2, 3, 7], [33, 10]].flatMap {
    (shape: Shape) -> [OperatorCase] in
    let channels: Shape = [shape[shape.rank - 1]]
    let moments = (
      Tensor.random(channels, seed: 8), Tensor.random(channels, seed: 9, in: 0.5..<2)
    )
    // The sum of what is normalized is always the same, so that each counts for something else.
    let weights = Tensor.random(shape, seed: 10)
    return [
      OperatorCase(
        name: "batchNormalization", shapes: [shape, channels, channels], tolerance: 2e-3
      ) {
        batchNormalization($0[0], scale: $0[1], offset: $0[2], epsilon: 0.1).output * weights
      },
      OperatorCase(
        name: "batchNormalization by given moments", shapes: [shape, channels, channels],
        tolerance: 1e-3
      ) {
        batchNormalization(
          $0[0], mean: moments.0, variance: moments.1, scale: $0[1], offset: $0[2], epsilon: 0.1)
          * weights
      },
      OperatorCase(
        name: "layerNormalization", shapes: [shape, channels, channels], tolerance: 2e-3
      ) {
        layerNormalization($0[0], scale: $0[1], offset: $0[2], epsilon: 0.1) * weights
      },
    ]
  }

  /// Cross-entropies with probabilities that were expected, whose gradients are taken as well.
  static let crossEntropies: [OperatorCase] = [[5], [1, 2], [4, 3], [2, 3, 4], [0, 3]].flatMap {
    (shape: Shape) -> [OperatorCase] in
    [
      OperatorCase(name: "binary, logits", shapes: [shape, shape], tolerance: 1e-3) {
        binaryCrossEntropy(logits: $0[0] * 3, expected: $0[1])
      },
      OperatorCase(name: "binary, sigmoid", shapes: [shape, shape], tolerance: 1e-3) {
        binaryCrossEntropy(predicted: sigmoid($0[0] * 3), expected: $0[1])
      },
      OperatorCase(
        name: "binary, probabilities", shapes: [shape, shape], range: 0.2..<0.8, tolerance: 4e-3,
        step: 1 / 256
      ) {
        binaryCrossEntropy(predicted: $0[0], expected: $0[1])
      },
      OperatorCase(name: "categorical, logits", shapes: [shape, shape], tolerance: 1e-3) {
        categoricalCrossEntropy(logits: $0[0], expected: $0[1])
      },
      OperatorCase(name: "categorical, softmax", shapes: [shape, shape], tolerance: 1e-3) {
        categoricalCrossEntropy(predicted: softmax($0[0]), expected: $0[1])
      },
      OperatorCase(
        name: "categorical, probabilities", shapes: [shape, shape], range: 0.2..<0.8,
        tolerance: 4e-3, step: 1 / 256
      ) {
        categoricalCrossEntropy(predicted: $0[0], expected: $0[1])
      },
    ]
  }

  /// What works along rows.
  static let rowwise: [OperatorCase] = [(1, 1), (1, 10), (5, 3), (4, 17), (33, 10)].flatMap {
    rows, columns in
    let labels = IntegerTensor<UInt8>.randomLabels(rows, classes: columns, seed: 5)
    let stream = RandomStream(seed: 3, path: "dropout")
    return [
      OperatorCase(name: "softmax", shapes: [[rows, columns]], tolerance: 5e-4) {
        softmax($0[0])
      },
      OperatorCase(name: "cross-entropy of logits", shapes: [[rows, columns]], tolerance: 5e-4) {
        sparseCategoricalCrossEntropy(logits: $0[0], expected: labels)
      },
      OperatorCase(name: "cross-entropy of softmax", shapes: [[rows, columns]], tolerance: 5e-4) {
        sparseCategoricalCrossEntropy(predicted: softmax($0[0]), expected: labels)
      },
      OperatorCase(
        name: "cross-entropy of probabilities", shapes: [[rows, columns]], range: 0.2..<0.9,
        tolerance: 2e-3, step: 1 / 256
      ) {
        sparseCategoricalCrossEntropy(predicted: $0[0], expected: labels)
      },
      OperatorCase(name: "dropout", shapes: [[rows, columns]]) {
        TensorCore.dropout(
          $0[0], rate: 0.4, stream: stream, at: StepAddress(epoch: 1, step: 2, firstExample: 3))
      },
    ]
  }
}
