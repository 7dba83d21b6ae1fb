import Learning
import TensorCore
import TestSupport
import Testing

@Suite("Losses", .computing)
struct LossTests {
  private static let losses: [any Loss] = [
    MeanSquaredError(), MeanAbsoluteError(), Huber(), KLDivergence(), BinaryCrossentropy(),
    CategoricalCrossentropy(),
  ]

  @Test("are called as in Keras, and have its defaults")
  func names() {
    #expect(
      Self.losses.map(\.name) == [
        "mean_squared_error", "mean_absolute_error", "huber_loss", "kl_divergence",
        "binary_crossentropy", "categorical_crossentropy",
      ])
    #expect(SparseCategoricalCrossentropy().name == "sparse_categorical_crossentropy")
    #expect(Huber().delta == 1)
    #expect(!BinaryCrossentropy().fromLogits && BinaryCrossentropy().labelSmoothing == 0)
    #expect(!CategoricalCrossentropy().fromLogits)
    #expect(CategoricalCrossentropy().labelSmoothing == 0)
  }

  @Test("are one number for each example, also where there is none or one element of each")
  func shapes() {
    for loss in Self.losses {
      for rows in [0, 1, 3] {
        let values = Tensor(repeating: 0.25, shape: [rows, 4])
        #expect(loss(predicted: values, expected: values).shape == [rows], "\(loss.name)")
        let places = Tensor(repeating: 0.25, shape: [rows, 5, 4])
        #expect(loss(predicted: places, expected: places).shape == [rows, 5], "\(loss.name)")
      }
    }
    // A last axis of 1 may be missing on either side.
    let column = Tensor([1, 2, 4], shape: [3, 1])
    let vector = Tensor([2, 2, 2])
    for (predicted, expected) in [(column, vector), (vector, column)] {
      let losses = MeanSquaredError()(predicted: predicted, expected: expected)
      #expect(losses.shape == [3] && losses.values == [1, 0, 4])
    }
    #expect(
      MeanSquaredError()(predicted: vector, expected: vector + 1).values == [1, 1, 1])
    let pictures = Tensor.random([2, 3, 4, 1], seed: 1)
    let flat = MeanSquaredError()(predicted: pictures, expected: .zeros([2, 3, 4]))
    #expect(flat.shape == [2, 3])
    #expect(
      flat.isNear(square(pictures.reshaped(to: [2, 3, 4])).mean(along: -1), within: 1e-6))
  }

  @Test("are weighted by example or by loss, and reduced as asked")
  func reductions() {
    let expected = Tensor.zeros([2, 3, 2])
    let predicted = Tensor((0..<12).map { Float($0) }, shape: [2, 3, 2])
    let loss = MeanAbsoluteError()
    let plain = loss(predicted: predicted, expected: expected)
    #expect(plain.values == [0.5, 2.5, 4.5, 6.5, 8.5, 10.5])
    #expect(
      loss(predicted: predicted, expected: expected, sampleWeights: nil).values == plain.values)
    let byExample = loss(
      predicted: predicted, expected: expected, sampleWeights: Tensor([2, 0]))
    #expect(byExample.shape == [2, 3] && byExample.values == [1, 5, 9, 0, 0, 0])
    let byLoss = loss(
      predicted: predicted, expected: expected,
      sampleWeights: Tensor([1, 0, 0, 0, 0, 2], shape: [2, 3]))
    #expect(byLoss.values == [0.5, 0, 0, 0, 0, 21])
    #expect(byLoss.reduced(.none).values == byLoss.values)
    #expect(byLoss.reduced(.sum).scalar == 21.5)
    // By the number of losses, not by their weights.
    #expect(byLoss.reduced(.mean).scalar == 21.5 / 6)
    #expect(Tensor.zeros([0]).reduced(.mean).scalar == 0)
    let sparse = SparseCategoricalCrossentropy(fromLogits: true)
    let labels = IntegerTensor<UInt8>([1, 0])
    let scores = Tensor.random([2, 3], seed: 1)
    #expect(
      sparse(predicted: scores, expected: labels, sampleWeights: Tensor([0, 2])).values
        == [0, sparse(predicted: scores, expected: labels).values[1] * 2])
  }

  @Test("stay finite where probabilities are 0 or 1 and logits far out, and give finite gradients")
  func edges() {
    let certain = Tensor([0, 1, 1, 0], shape: [2, 2])
    let wrong = Tensor([1, 0, 1, 0], shape: [2, 2])
    let far = Tensor([-1e4, 1e4, 80, -100], shape: [2, 2])
    let cases: [(any Loss, Tensor)] =
      Self.losses.map { ($0, certain) } + [
        (BinaryCrossentropy(fromLogits: true), far),
        (CategoricalCrossentropy(fromLogits: true), far),
      ]
    for (loss, predictions) in cases {
      for expected in [certain, wrong] {
        let tape = GradientTape()
        let predicted = tape.watch(predictions)
        let losses = loss(predicted: predicted, expected: expected)
        let gradient = tape.gradient(of: losses, withRespectTo: predicted)
        #expect(losses.values.allSatisfy { $0.isFinite && $0 > -1e-6 }, "\(loss.name)")
        #expect(gradient.values.allSatisfy { $0.isFinite }, "\(loss.name)")
      }
    }
  }

  @Test("behind a sigmoid or a softmax work from the logits, where probabilities have rounded to 1")
  func logits() {
    let logits = Tensor([30, -40], shape: [1, 2])
    let tape = GradientTape()
    let watched = tape.watch(logits)
    let binary = BinaryCrossentropy()(
      predicted: sigmoid(watched), expected: Tensor([0, 1], shape: [1, 2]))
    #expect(binary.values == [35])
    #expect(tape.gradient(of: binary, withRespectTo: watched).values == [0.5, -0.5])
    let categorical = CategoricalCrossentropy()(
      predicted: softmax(watched), expected: Tensor([0, 1], shape: [1, 2]))
    #expect(categorical.values == [70])
    // And not from those of the other one.
    let mixed = CategoricalCrossentropy()(
      predicted: sigmoid(Tensor([0, 0], shape: [1, 2])), expected: Tensor([0, 1], shape: [1, 2]))
    #expect(mixed.isNear(log(Tensor([2])), within: 1e-6))
  }

  @Test("have gradients of gradients that agree with central differences")
  func secondOrder() {
    let expected = softmax(Tensor.random([3, 4], seed: 2)).detached
    // Away from 0 and from Huber's delta, where there is no second derivative.
    let losses: [(any Loss, Range<Float>)] = [
      (MeanSquaredError(), -1..<1), (MeanAbsoluteError(), 1..<2), (Huber(), 0.6..<0.9),
      (Huber(delta: 0.1), 1..<2), (KLDivergence(), 0.3..<0.8), (BinaryCrossentropy(), 0.3..<0.7),
      (BinaryCrossentropy(fromLogits: true, labelSmoothing: 0.1), -2..<2),
      (CategoricalCrossentropy(), 0.3..<0.8),
      (CategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.1), -2..<2),
    ]
    for (loss, range) in losses {
      let check = GradientCheck(
        at: [.random([3, 4], seed: 1, in: range)], step: 1 / 256
      ) {
        loss(predicted: $0[0], expected: expected)
      }
      #expect(check.worstError() < 4e-3, "\(loss.name)")
      #expect(check.ofGradient.worstError() < 2e-2, "\(loss.name)")
    }
  }

  private struct Quantile: Loss {
    let name = "quantile"

    func callAsFunction(predicted: Tensor, expected: Tensor) -> Tensor {
      let error = expected - predicted
      return maximum(error * 0.9, error * -0.1).mean(along: -1)
    }
  }

  @Test("of one's own are weighted and reduced like the others")
  func own() {
    let losses = Quantile()(
      predicted: .zeros([2, 2]), expected: Tensor([1, -1, 2, 2], shape: [2, 2]),
      sampleWeights: Tensor([1, 10]))
    #expect(losses.isNear(Tensor([0.5, 18]), within: 1e-6))
    #expect(losses.reduced(.mean).isNear(Tensor(9.25), within: 1e-6))
  }
}
