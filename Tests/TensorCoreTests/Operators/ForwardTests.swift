import Foundation
import TensorCore
import TestSupport
import Testing

@Suite("Operators compute what their formulas say", .computing)
struct ForwardTests {
  @Test("Elementwise arithmetic, to the bit", arguments: [0, 1, 3, 16, 17, 63, 1000])
  func arithmetic(count: Int) {
    let (a, b) = (Tensor.random([count], seed: 1), Tensor.random([count], seed: 2))
    #expect((a + b).values == zip(a.values, b.values).map(+))
    #expect((a - b).values == zip(a.values, b.values).map(-))
    #expect((a * b).values == zip(a.values, b.values).map(*))
    #expect((a * 0.3).values == a.values.map { $0 * 0.3 })
    #expect(relu(a).values == a.values.map { max($0, 0) })
    #expect(sum(a).scalar == a.values.reduce(0, +))
  }

  @Test("The rectifier at its edges: −0 gives 0, NaN stays, infinities as they are")
  func rectifier() {
    let edges = Tensor([-0.0, 0, -.infinity, .infinity, .nan, -1, .leastNonzeroMagnitude])
    let result = relu(edges).values
    #expect(result[0].bitPattern == 0 && result[1].bitPattern == 0)
    #expect(result[2] == 0 && result[3] == .infinity && result[4].isNaN && result[5] == 0)
    #expect(result[6] == .leastNonzeroMagnitude)
  }

  @Test(
    "Matrix products agree with Float64",
    arguments: [(1, 1, 1), (2, 3, 4), (1, 784, 512), (17, 33, 15), (128, 300, 400), (0, 3, 2)])
  func product(m: Int, k: Int, n: Int) {
    let (a, b) = (Tensor.random([m, k], seed: 1), Tensor.random([k, n], seed: 2))
    let expected = Reference.product(a, b)
    let bound = 1e-6 * Double(k).squareRoot() + 1e-6
    #expect(Reference.distance(matrixProduct(a, b).values, expected) < bound)
  }

  @Test("Products without an inner length are zeros, or nothing is added")
  func noInner() {
    let (a, b) = (Tensor.zeros([2, 0]), Tensor.zeros([0, 3]))
    #expect(matrixProduct(a, b).isIdentical(to: .zeros([2, 3])))
    let sum = MutableTensor(shape: [2, 3])
    sum.fill(with: 7)
    multiply(a, b, into: sum, accumulate: true, using: .serial)
    #expect(sum.frozen.values == Array(repeating: 7, count: 6))
  }

  @Test("Products with transposed operands, overwritten or added to", arguments: [false, true])
  func transposed(accumulate: Bool) {
    let (a, b) = (Tensor.random([19, 23], seed: 1), Tensor.random([23, 11], seed: 2))
    let expected = Reference.product(a, b).map { accumulate ? $0 + 2 : $0 }
    for (left, isLeft) in [(a, false), (Reference.transposed(a), true)] {
      for (right, isRight) in [(b, false), (Reference.transposed(b), true)] {
        let place = MutableTensor(shape: [19, 11])
        place.fill(with: 2)
        multiply(
          left, right, transposingLeft: isLeft, transposingRight: isRight, into: place,
          accumulate: accumulate, using: .serial)
        #expect(Reference.distance(place.frozen.values, expected) < 1e-5)
      }
    }
  }

  @Test("A dense layer is product, bias and activation", arguments: OperatorCase.activations)
  func denseLayer(activation: Activation) {
    let (x, kernel) = (Tensor.random([5, 9], seed: 1), Tensor.random([9, 7], seed: 2))
    let bias = Tensor.random([7], seed: 3)
    var expected = Reference.product(x, kernel)
    for index in expected.indices { expected[index] += Double(bias.values[index % 7]) }
    switch activation.name {
    case "linear": break
    case "relu": expected = expected.map { max($0, 0) }
    case "softmax": expected = Reference.softmax(expected, columns: 7)
    default:
      expected = activation(Tensor(expected.map { Float($0) }, shape: [5, 7])).values
        .map(Double.init)
    }
    let result = dense(x, kernel: kernel, bias: bias, activation: activation)
    #expect(result.shape == [5, 7])
    #expect(Reference.distance(result.values, expected) < 1e-5)
  }

  @Test("An activation may be a function of anybody's")
  func ownActivation() {
    let swish = Activation(named: "swish") { $0 * sigmoid($0) }
    let (x, kernel) = (Tensor.random([3, 4], seed: 1), Tensor.random([4, 2], seed: 2))
    let result = dense(x, kernel: kernel, bias: .zeros([2]), activation: swish)
    let product = matrixProduct(x, kernel)
    #expect(result.isIdentical(to: product * sigmoid(product)))
    #expect("\(swish)" == "swish")
    #expect("\(Activation.leakyRelu(slope: 0.5))" == "leaky_relu(0.5)")
  }

  @Test("A dense layer has the bits of product, bias and activation apart")
  func fusedBits() {
    let (x, kernel) = (Tensor.random([33, 40], seed: 1), Tensor.random([40, 21], seed: 2))
    let bias = Tensor.random([21], seed: 3)
    let product = matrixProduct(x, kernel).values
    let apart = product.enumerated().map { max($1 + bias.values[$0 % 21], 0) }
    #expect(dense(x, kernel: kernel, bias: bias, activation: .relu).values == apart)
  }

  @Test("Softmax agrees with Float64 and sums to 1", arguments: [1, 2, 10, 17, 1000])
  func softmaxRows(columns: Int) {
    let x = Tensor.random([3, columns], seed: 4, in: -20..<20)
    let result = softmax(x)
    let expected = Reference.softmax(x.values.map(Double.init), columns: columns)
    #expect(Reference.distance(result.values, expected) < 1e-6)
    for row in 0..<3 {
      let sum = result.values[row * columns..<(row + 1) * columns].reduce(0.0) { $0 + Double($1) }
      #expect(abs(sum - 1) < 1e-5)
    }
  }

  @Test("Softmax neither overflows nor hides a NaN, in whichever column", arguments: 0..<5)
  func softmaxEdges(column: Int) {
    #expect(softmax(Tensor([1e30, -1e30], shape: [1, 2])).values == [1, 0])
    #expect(softmax(Tensor([-.infinity, 3], shape: [1, 2])).values == [0, 1])
    var row: [Float] = [1, 2, 3, 4, 5]
    row[column] = .nan
    #expect(softmax(Tensor(row, shape: [1, 5])).values.allSatisfy { $0.isNaN })
    let loss = sparseCategoricalCrossEntropy(
      logits: Tensor(row, shape: [1, 5]), expected: IntegerTensor<UInt8>([0]))
    #expect(loss.scalar.isNaN)
  }

  @Test("Cross-entropy works from the logits behind a softmax, and clips bare probabilities")
  func crossEntropy() {
    let logits = Tensor([0, 100], shape: [1, 2])
    let labels = IntegerTensor<UInt8>([0])
    let probabilities = softmax(logits)
    #expect(
      sparseCategoricalCrossEntropy(predicted: probabilities, expected: labels).values == [100])
    let clipped = sparseCategoricalCrossEntropy(
      predicted: probabilities.detached, expected: labels)
    #expect(abs(clipped.scalar - 16.118095) < 1e-4)
  }

  @Test("Cross-entropy of logits agrees with Float64")
  func crossEntropyOfLogits() {
    let logits = Tensor.random([40, 10], seed: 6, in: -15..<15)
    let labels = IntegerTensor<UInt8>.randomLabels(40, classes: 10, seed: 7)
    let probabilities = Reference.softmax(logits.values.map(Double.init), columns: 10)
    let expected = labels.values.enumerated().map { -log(probabilities[$0 * 10 + Int($1)]) }
    let losses = sparseCategoricalCrossEntropy(logits: logits, expected: labels)
    #expect(Reference.distance(losses.values, expected) < 1e-5)
  }

  @Test("Matches: the first of equal scores counts, a row with a NaN never does")
  func matches() {
    let scores = Tensor(
      [1, 3, 3, 3, 1, 1, .nan, 5, 0, 5, .nan, 0, -.infinity, -.infinity, -.infinity],
      shape: [5, 3])
    #expect(matchCount(of: scores, with: IntegerTensor<UInt8>([1, 0, 1, 0, 0])) == 3)
    #expect(matchCount(of: scores, with: IntegerTensor<UInt8>([2, 1, 0, 1, 1])) == 0)
  }

  @Test("Labels of any type of whole numbers give the same bits as bytes")
  func labelTypes() {
    let labels = IntegerTensor<UInt8>.randomLabels(40, classes: 10, seed: 7)
    let scores = Tensor.random([40, 10], seed: 6, in: -15..<15)
    let probabilities = softmax(scores).detached
    func results(_ labels: IntegerTensor<some IntegerElement>) -> [Tensor] {
      let tape = GradientTape()
      let (logits, chances) = (tape.watch(scores), tape.watch(probabilities))
      let losses = [
        sparseCategoricalCrossEntropy(logits: logits, expected: labels),
        sparseCategoricalCrossEntropy(predicted: chances, expected: labels),
      ]
      return losses
        + tape.gradients(of: sum(losses[0]) + sum(losses[1]), withRespectTo: [logits, chances])
        + [Tensor(Float(matchCount(of: scores, with: labels)))]
    }
    let bytes = results(labels)
    for (left, right) in zip(bytes, results(IntegerTensor(labels.values.map { Int32($0) }))) {
      #expect(left.isIdentical(to: right))
    }
    for (left, right) in zip(bytes, results(IntegerTensor(labels.values.map { UInt16($0) }))) {
      #expect(left.isIdentical(to: right))
    }
    let wide = Tensor.random([2, 1000], seed: 8)
    #expect(matchCount(of: wide, with: wide.argmax(along: 1)) == 2)
    let losses = sparseCategoricalCrossEntropy(
      logits: wide, expected: IntegerTensor<Int32>([999, 300]))
    let expected = Reference.softmax(wide.values.map(Double.init), columns: 1000)
    #expect(Reference.distance(losses.values, [-log(expected[999]), -log(expected[1300])]) < 1e-5)
  }

  #if arch(x86_64)
    @Test("Products take what is below the smallest normal number for zero, and nothing else does")
    func subnormals() {
      let tiny = Tensor([.leastNormalMagnitude / 64, 2e-38], shape: [1, 2])
      let half = Tensor([0.5, 0.25, 0.5, 0.25], shape: [2, 2])
      #expect(matrixProduct(tiny, half).values == [0, 0])
      #expect((tiny * 1).values == tiny.values)
    }
  #endif
}

// A type of one's own serves as well.
extension UInt16: IntegerElement {}
