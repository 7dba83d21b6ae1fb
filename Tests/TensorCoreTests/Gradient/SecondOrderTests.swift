import TensorCore
import TestSupport
import Testing

@Suite("Gradients of gradients agree with central differences", .computing)
struct SecondOrderTests {
  @Test(
    "of functions of one element",
    arguments: OperatorCase.unary.filter { [[], [7], [0, 3], [2, 3, 4]].contains($0.shapes[0]) })
  func unary(_ operation: OperatorCase) {
    #expect(operation.check.ofGradient.worstError() < 4 * operation.tolerance)
  }

  @Test("of functions of two elements that broadcast", arguments: OperatorCase.binary)
  func binary(_ operation: OperatorCase) {
    #expect(operation.check.ofGradient.worstError() < 4 * operation.tolerance)
  }

  @Test("of reductions along axes", arguments: OperatorCase.reductions)
  func reductions(_ operation: OperatorCase) {
    #expect(operation.check.ofGradient.worstError() < 4 * operation.tolerance)
  }

  @Test("of what brings elements to other places", arguments: OperatorCase.layout)
  func layout(_ operation: OperatorCase) {
    #expect(operation.check.ofGradient.worstError() < 4 * operation.tolerance)
  }

  @Test("of batched products", arguments: OperatorCase.batchedProducts)
  func batchedProducts(_ operation: OperatorCase) {
    #expect(operation.check.ofGradient.worstError() < 4 * operation.tolerance)
  }

  @Test(
    "of softmax, its logarithm and norms along the last axis", arguments: OperatorCase.alongRows)
  func alongRows(_ operation: OperatorCase) {
    #expect(operation.check.ofGradient.worstError() < 4 * operation.tolerance)
  }

  @Test("of dense layers", arguments: OperatorCase.dense)
  func denseLayers(_ operation: OperatorCase) {
    #expect(operation.check.ofGradient.worstError() < 4 * operation.tolerance)
  }

  @Test(
    "of softmax, cross-entropies and dropout",
    arguments: OperatorCase.rowwise.filter { $0.shapes[0].elementCount < 100 })
  func rowwise(_ operation: OperatorCase) {
    #expect(operation.check.ofGradient.worstError() < 10 * operation.tolerance)
  }

  @Test(
    "of normalization over rows and along them",
    arguments: OperatorCase.normalization.filter { $0.shapes[0].elementCount < 100 })
  func normalization(_ operation: OperatorCase) {
    #expect(operation.check.ofGradient.worstError() < 4 * operation.tolerance)
  }

  @Test(
    "of cross-entropies, also with respect to what was expected",
    arguments: OperatorCase.crossEntropies)
  func crossEntropies(_ operation: OperatorCase) {
    #expect(operation.check.ofGradient.worstError() < 8 * operation.tolerance)
  }

  @Test("and so do those of a third tape around both")
  func thirdOrder() {
    let check = GradientCheck(
      at: [.random([3, 4], seed: 1), .random([4], seed: 2)], step: 1 / 128
    ) {
      tanh($0[0] * $0[1]) * exp($0[1]) / (2 + $0[0])
    }
    #expect(check.ofGradient.ofGradient.worstError() < 5e-3)
  }
}
