import Learning
import TensorCore

/// A loss of a case, made again as `losses` and `loss_steps` of `Fixtures/make_cases.py` make it.
struct LossCase {
  /// What should be predicted: classes, or a tensor.
  enum Expected {
    case classes(IntegerTensor<UInt8>)
    case tensor(Tensor)
  }

  static let kinds = [
    "SparseCategoricalCrossentropy", "CategoricalCrossentropy", "BinaryCrossentropy",
    "MeanSquaredError", "MeanAbsoluteError", "Huber", "KLDivergence",
  ]

  let kind: String
  let fromLogits: Bool
  private let smoothing: Float
  private let delta: Float

  init(_ kind: String, _ example: KerasCases.Case) {
    self.kind = kind
    fromLogits = example.setting("from_logits", default: 0) == 1
    smoothing = Float(example.setting("label_smoothing", default: 0))
    delta = Float(example.setting("delta", default: 1))
  }

  /// The losses of some examples.
  func callAsFunction(
    predicted: Tensor, expected: Expected, sampleWeights: Tensor? = nil
  ) -> Tensor {
    switch expected {
    case .classes(let classes):
      SparseCategoricalCrossentropy(fromLogits: fromLogits)(
        predicted: predicted, expected: classes, sampleWeights: sampleWeights)
    case .tensor(let tensor):
      loss(predicted: predicted, expected: tensor, sampleWeights: sampleWeights)
    }
  }

  private var loss: any Loss {
    switch kind {
    case "CategoricalCrossentropy":
      CategoricalCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing)
    case "BinaryCrossentropy":
      BinaryCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing)
    case "MeanSquaredError": MeanSquaredError()
    case "MeanAbsoluteError": MeanAbsoluteError()
    case "Huber": Huber(delta: delta)
    default: KLDivergence()
    }
  }

  /// The activation of a layer whose outputs the loss takes.
  var activation: Activation {
    switch kind {
    case "KLDivergence": .softmax
    case "BinaryCrossentropy" where !fromLogits: .sigmoid
    case "SparseCategoricalCrossentropy" where !fromLogits,
      "CategoricalCrossentropy" where !fromLogits:
      .softmax
    default: .linear
    }
  }

  func expected(from numbers: inout CaseNumbers, shape: Shape) -> Expected {
    let columns = shape[shape.rank - 1]
    func labels() -> [Int] { numbers.labels(shape.elementCount / columns, classes: columns) }
    switch kind {
    case "SparseCategoricalCrossentropy":
      let rows = Shape(Array(shape.dimensions.dropLast()))
      return .classes(IntegerTensor(labels().map { UInt8($0) }, shape: rows))
    case "BinaryCrossentropy":
      let isHard = numbers.below(2) == 0
      let values =
        isHard
        ? numbers.labels(shape.elementCount, classes: 2).map { Float($0) }
        : numbers.uniform(shape.elementCount, 0, 1)
      return .tensor(Tensor(values, shape: shape))
    case "CategoricalCrossentropy", "KLDivergence":
      let isHard = numbers.below(2) == 0
      return .tensor(
        isHard
          ? Self.oneHot(labels(), shape: shape)
          : Self.normalised(numbers.uniform(shape.elementCount, 0, 1), shape: shape))
    default:
      return .tensor(Tensor(numbers.uniform(shape.elementCount, -2, 2), shape: shape))
    }
  }

  func predicted(
    from numbers: inout CaseNumbers, shape: Shape, expected: Expected
  ) -> Tensor {
    let equal: Tensor
    switch expected {
    case .classes(let labels): equal = Self.oneHot(labels.values.map { Int($0) }, shape: shape)
    case .tensor(let tensor): equal = tensor
    }
    let edge = numbers.below(4)
    if ["MeanSquaredError", "MeanAbsoluteError", "Huber"].contains(kind) || fromLogits {
      let extent = fromLogits ? numbers.pick([4.0, 30.0]) : 3
      let values = numbers.uniform(shape.elementCount, -extent, extent)
      return edge == 0 ? equal : Tensor(values, shape: shape)
    }
    let values = numbers.uniform(shape.elementCount, 0, 1)
    let isBinary = kind == "BinaryCrossentropy"
    let tensor =
      isBinary ? Tensor(values, shape: shape) : Self.normalised(values, shape: shape)
    switch edge {
    case 0: return equal
    case 1:
      return isBinary
        ? tensor .>= 0.5
        : Self.oneHot(tensor.argmax(along: -1).values.map { Int($0) }, shape: shape)
    default: return tensor
    }
  }

  /// The gradient of a cross-entropy of probabilities at just what is expected, in Float64, and the size of the
  /// terms that it is a difference of; nil elsewhere.
  ///
  /// - Parameter factors: What the loss of each row is times.
  func cancellingGradient(
    predicted: Tensor, expected: Expected, factors: [Double]
  ) -> (exact: [Double], term: Float)? {
    guard case .tensor(let wanted) = expected, predicted.isIdentical(to: wanted), !fromLogits,
      kind == "CategoricalCrossentropy" || kind == "BinaryCrossentropy"
    else { return nil }
    let columns = wanted.shape[wanted.shape.rank - 1]
    let (low, high) = (Double(Float(1e-7)), Double(Float(1 - 1e-7)))
    let isBinary = kind == "BinaryCrossentropy"
    let share = Double(smoothing)
    var exact: [Double] = []
    for (row, factor) in factors.enumerated() {
      let found = predicted.values[row * columns..<(row + 1) * columns].map { Double($0) }
      let targets = found.map { $0 * (1 - share) + share / Double(isBinary ? 2 : columns) }
      let total = isBinary ? 1 : found.reduce(0, +)
      let isFree = found.map { (low...high).contains($0 / total) }
      if isBinary {
        exact += (0..<columns).map { column in
          let (t, p) = (targets[column], found[column])
          return isFree[column] ? factor * ((1 - t) / (1 - p) - t / p) / Double(columns) : 0
        }
        continue
      }
      let free = (0..<columns).filter { isFree[$0] }.reduce(0.0) { $0 + targets[$1] }
      exact += (0..<columns).map { column in
        let own = isFree[column] ? targets[column] / found[column] : 0
        return factor * (free / total - own)
      }
    }
    let largest = factors.max() ?? 0
    return (exact, Float(isBinary ? largest / Double(columns) : largest))
  }

  /// The mean weighted KL divergence of some rows in Float64, and what quotients that are rounded next to 1 count
  /// for together; nil for other losses.
  func divergence(
    of output: Tensor, from expected: Expected, weights: Tensor
  ) -> (exact: Double, term: Float)? {
    guard case .tensor(let wanted) = expected, kind == "KLDivergence" else { return nil }
    let columns = wanted.shape[1]
    var (exact, total) = (0.0, 0.0)
    for (index, (wanted, found)) in zip(wanted.values, output.values).enumerated() {
      let share = Double(max(wanted, 1e-7)) * Double(weights.values[index / columns])
      exact += share * PortableMath.logarithm(Double(max(wanted, 1e-7)) / Double(max(found, 1e-7)))
      total += share
    }
    return (exact / Double(weights.count), Float(total / Double(weights.count)))
  }

  private static func oneHot(_ labels: [Int], shape: Shape) -> Tensor {
    let columns = shape[shape.rank - 1]
    return Tensor(
      labels.flatMap { label in (0..<columns).map { $0 == label ? 1 : 0 } }, shape: shape)
  }

  private static func normalised(_ values: [Float], shape: Shape) -> Tensor {
    let columns = shape[shape.rank - 1]
    return Tensor(
      stride(from: 0, to: values.count, by: columns).flatMap { start -> [Float] in
        let row = values[start..<start + columns].map { Double($0) }
        let total = row.reduce(0, +)
        return row.map { Float($0 / total) }
      }, shape: shape)
  }
}
