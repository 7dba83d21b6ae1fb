import TensorCore
import TestSupport
import Testing

@Suite("Gradients agree with central differences", .computing)
struct OperatorGradientTests {
  @Test("of elementwise operators", arguments: OperatorCase.elementwise)
  func elementwise(_ operation: OperatorCase) {
    #expect(operation.check.worstError() < operation.tolerance)
  }

  @Test("of functions of one element", arguments: OperatorCase.unary)
  func unary(_ operation: OperatorCase) {
    #expect(operation.check.worstError() < operation.tolerance)
  }

  @Test("of functions of two elements that broadcast", arguments: OperatorCase.binary)
  func binary(_ operation: OperatorCase) {
    #expect(operation.check.worstError() < operation.tolerance)
  }

  @Test("of reductions along axes", arguments: OperatorCase.reductions)
  func reductions(_ operation: OperatorCase) {
    #expect(operation.check.worstError() < operation.tolerance)
  }

  @Test("of what brings elements to other places", arguments: OperatorCase.layout)
  func layout(_ operation: OperatorCase) {
    #expect(operation.check.worstError() < operation.tolerance)
  }

  @Test("of batched products", arguments: OperatorCase.batchedProducts)
  func batchedProducts(_ operation: OperatorCase) {
    #expect(operation.check.worstError() < operation.tolerance)
  }

  @Test(
    "of softmax, its logarithm and norms along the last axis", arguments: OperatorCase.alongRows)
  func alongRows(_ operation: OperatorCase) {
    #expect(operation.check.worstError() < operation.tolerance)
  }

  @Test("of matrix products", arguments: OperatorCase.products)
  func products(_ operation: OperatorCase) {
    #expect(operation.check.worstError() < operation.tolerance)
  }

  @Test("of dense layers", arguments: OperatorCase.dense)
  func denseLayers(_ operation: OperatorCase) {
    #expect(operation.check.worstError() < operation.tolerance)
  }

  @Test("of normalization", arguments: OperatorCase.normalization)
  func normalization(_ operation: OperatorCase) {
    #expect(operation.check.worstError() < operation.tolerance)
  }

  @Test(
    "of cross-entropies, also with respect to what was expected",
    arguments: OperatorCase.crossEntropies)
  func crossEntropies(_ operation: OperatorCase) {
    #expect(operation.check.worstError() < operation.tolerance)
  }

  @Test("of operators along rows", arguments: OperatorCase.rowwise)
  func rowwise(_ operation: OperatorCase) {
    #expect(operation.check.worstError() < operation.tolerance)
  }

  @Test("of a small network with a loss, variables used twice included")
  func network() {
    let labels = IntegerTensor<UInt8>.randomLabels(6, classes: 4, seed: 2)
    let shapes: [Shape] = [[6, 5], [5, 5], [5], [5, 4], [4]]
    let operands = shapes.enumerated().map {
      Tensor.random($1, seed: UInt64($0), in: -0.6..<0.6)
    }
    let check = GradientCheck(at: operands) { x in
      // The first kernel is used twice.
      let first = dense(x[0], kernel: x[1], bias: x[2])
      let second = dense(first * first, kernel: x[1], bias: x[2])
      let output = dense(second + first, kernel: x[3], bias: x[4], activation: .softmax)
      return mean(sparseCategoricalCrossEntropy(predicted: output, expected: labels))
    }
    #expect(check.worstError() < 1e-3)
  }

  @Test("and are empty or zero where there are no rows")
  func noRows() {
    let tape = GradientTape()
    let input = tape.watch(Tensor.zeros([0, 4]))
    let kernel = tape.watch(Tensor.random([4, 3], seed: 1))
    let bias = tape.watch(Tensor.random([3], seed: 2))
    let hidden = dropout(
      dense(input, kernel: kernel, bias: bias, activation: .relu), rate: 0.5,
      stream: RandomStream(seed: 1, path: "dropout"), at: StepAddress())
    let losses = sparseCategoricalCrossEntropy(
      predicted: softmax(matrixProduct(relu(hidden), Tensor.random([3, 2], seed: 3))),
      expected: IntegerTensor<UInt8>([]))
    #expect(losses.shape == [0])
    let gradients = tape.gradients(of: sum(losses), withRespectTo: [input, kernel, bias])
    #expect(gradients.map(\.shape) == [[0, 4], [4, 3], [3]])
    #expect(gradients.allSatisfy { $0.values.allSatisfy { $0 == 0 } })
  }
}
