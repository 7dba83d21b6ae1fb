import Learning
import TensorCore
import TestSupport
import Testing

/// Where numbers are sums that all but cancel, Keras and we lie as far from the exact sum as from each other;
/// errors are then relative to the terms, and compared with Float64 as well. That is so for two:
///
/// - the gradient of a cross-entropy of probabilities at just what is expected: 1 − 1 but for rounding;
/// - the KL divergence of distributions that training brings nearly together: the quotients of which it takes
///   logarithms are next to 1, and rounded there.
@Suite("Losses in Keras", .computing)
struct LossAgreementTests {
  @Test(
    "have the same values and gradients, reduced and not, with sample weights and without",
    arguments: LossCase.kinds)
  func values(kind: String) throws {
    let fixture = try KerasCases("losses")
    #expect(fixture.cases.count == LossCase.kinds.count)
    let cases = try #require(fixture.cases[kind])
    #expect(cases.count == 100 && cases[0].settings.isEmpty, "the first has the defaults")
    for example in cases {
      let loss = LossCase(kind, example)
      var numbers = CaseNumbers(case: example.number)
      let (rows, columns) = (1 + numbers.below(6), 2 + numbers.below(7))
      let shape: Shape = numbers.below(4) == 0 ? [rows, 3, columns] : [rows, columns]
      let reduction = numbers.pick([LossReduction.none, .sum, .mean])
      let isWeighted = numbers.below(2) == 1
      let expected = loss.expected(from: &numbers, shape: shape)
      let predicted = loss.predicted(from: &numbers, shape: shape, expected: expected)
      let places = Shape(Array(shape.dimensions.dropLast()))
      var weights = numbers.uniform(places.elementCount, 0, 2)
      for place in weights.indices where numbers.below(4) == 0 { weights[place] = 0 }

      let tape = GradientTape()
      let watched = tape.watch(predicted)
      let reduced = loss(
        predicted: watched, expected: expected,
        sampleWeights: isWeighted ? Tensor(weights, shape: places) : nil
      ).reduced(reduction)
      let losses = loss(predicted: predicted, expected: expected)
      #expect(losses.shape == places)
      let gradient = tape.gradient(of: reduced, withRespectTo: watched)
      let factors = isWeighted ? weights : weights.map { _ in 1 }
      let cancelling = loss.cancellingGradient(
        predicted: predicted, expected: expected,
        factors: factors.map { Double($0) / (reduction == .mean ? Double(factors.count) : 1) })
      if let cancelling {
        let term = Double(cancelling.term)
        #expect(
          zip(gradient.values, cancelling.exact).allSatisfy { abs(Double($0) - $1) <= 1e-6 * term })
      }
      for (name, result) in ["losses": losses, "reduced": reduced, "gradient": gradient] {
        let wanted = try #require(fixture.output(name, of: example))
        let term = name == "gradient" ? cancelling?.term ?? 0 : 0
        let error = relativeError(result.values + [term], wanted + [term])
        #expect(
          error <= 1e-6,
          "\(name) of case \(example.number) of \(kind): \(result.values) instead of \(wanted)")
      }
    }
  }

  @Test("train a dense layer to the same weights in ten steps", arguments: LossCase.kinds)
  func steps(kind: String) throws {
    let fixture = try KerasCases("loss_steps")
    let cases = try #require(fixture.cases[kind])
    #expect(cases.count == 100)
    for example in cases {
      let loss = LossCase(kind, example)
      var numbers = CaseNumbers(case: example.number)
      let (rows, inputs) = (1 + numbers.below(6), 1 + numbers.below(4))
      let columns = 2 + numbers.below(4)
      var kernel = Tensor(numbers.uniform(inputs * columns, -1, 1), shape: [inputs, columns])
      var bias = Tensor(numbers.uniform(columns, -1, 1))
      let input = Tensor(numbers.uniform(rows * inputs, -1, 1), shape: [rows, inputs])
      let expected = loss.expected(from: &numbers, shape: [rows, columns])
      let weights = Tensor(numbers.uniform(rows, 0, 2))
      var (steps, term): ([Float], Float) = ([], 0)
      for _ in 0..<10 {
        let tape = GradientTape()
        let watched = (tape.watch(kernel), tape.watch(bias))
        let output = dense(
          input, kernel: watched.0, bias: watched.1, activation: loss.activation)
        let value = loss(
          predicted: output, expected: expected, sampleWeights: weights
        ).reduced(.mean)
        let gradients = tape.gradients(of: value, withRespectTo: [watched.0, watched.1])
        kernel = kernel - gradients[0] * 0.1
        bias = bias - gradients[1] * 0.1
        steps.append(value.scalar)
        if let divergence = loss.divergence(of: output, from: expected, weights: weights) {
          term = max(term, divergence.term)
          #expect(abs(Double(value.scalar) - divergence.exact) <= 1e-6 * Double(divergence.term))
        }
      }
      let results = ["steps": steps, "kernel": kernel.values, "bias": bias.values]
      for (name, result) in results {
        let wanted = try #require(fixture.output(name, of: example))
        let term = name == "steps" ? term : 0
        let error = relativeError(result + [term], wanted + [term])
        #expect(
          error <= 1e-6, "\(name) of case \(example.number) of \(kind): \(result), not \(wanted)")
      }
    }
  }
}
