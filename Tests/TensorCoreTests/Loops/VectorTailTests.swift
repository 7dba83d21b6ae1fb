import CVectorLoops
import TensorCore
import TestSupport
import Testing

/// A loop over elements that do not know of each other.
struct ElementLoop: Sendable, CustomTestStringConvertible {
  typealias Body = @Sendable (UnsafeMutablePointer<Float>, UnsafePointer<Float>, Int) -> Void

  let name: String
  let body: Body
  var testDescription: String { name }

  /// Each takes `out`, `in` and a count, and where it needs a second operand reads it 100 elements
  /// behind the first.
  static let all: [ElementLoop] = vectors + operators

  private static let operators: [ElementLoop] =
    (0..<TANDEM_UNARY_COUNT.rawValue).flatMap { code in
      [
        ElementLoop(name: "unary \(code)") {
          tandem_unary(TandemUnary(rawValue: code), $0, $1, 2.5, $2)
        },
        ElementLoop(name: "gradient of unary \(code)") {
          tandem_unary_gradient(TandemUnary(rawValue: code), $0, $1, $1 + 100, 2.5, $2)
        },
      ]
    }
    + (0..<TANDEM_BINARY_COUNT.rawValue).flatMap { code in
      [(1, 1), (1, 0), (0, 1)].map { first, second in
        ElementLoop(name: "binary \(code), steps \(first) and \(second)") { out, values, count in
          var steps = TandemBroadcast(
            lengths: (1, 1, 1, count), first: (0, 0, 0, first), second: (0, 0, 0, second),
            third: (0, 0, 0, 0))
          // A number is the same for all.
          let number: [Float] = [0.75]
          number.withUnsafeBufferPointer { number in
            tandem_binary(
              TandemBinary(rawValue: code), out, first == 0 ? number.baseAddress : values,
              second == 0 ? number.baseAddress : values + 100, &steps)
          }
        }
      }
    }

  private static let vectors: [ElementLoop] = [
    ElementLoop(name: "add") { tandem_add($0, $1, $1 + 100, $2) },
    ElementLoop(name: "multiply") { tandem_multiply($0, $1, $1 + 100, $2) },
    ElementLoop(name: "scale") { tandem_scale($0, $1, 1.1, $2) },
    ElementLoop(name: "relu") { tandem_relu($0, $1, $2) },
    ElementLoop(name: "relu gradient") { tandem_relu_gradient($0, $1, $1 + 100, $2) },
    ElementLoop(name: "exp") { tandem_exp($0, $1, $2) },
    ElementLoop(name: "log") { tandem_log($0, $1, $2) },
    ElementLoop(name: "divide") { _ = tandem_divide_checking($0, $1, 3.7, $2) },
    ElementLoop(name: "clip") { tandem_clip($0, $1, 0.5, $2) },
    ElementLoop(name: "follow") { out, values, count in
      for index in 0..<count { out[index] = values[index] }
      tandem_follow(out, values + 100, 0.01, count)
    },
    ElementLoop(name: "RMSprop") { out, values, count in
      var velocity = (0..<count).map { abs(values[100 + $0]) }
      for index in 0..<count { out[index] = values[index] }
      tandem_rmsprop(out, &velocity, values + 100, count, 0.001, 0.9, 1e-7)
      for index in 0..<count { out[index] += velocity[index] }
    },
    ElementLoop(name: "SGD") { out, values, count in
      for index in 0..<count { out[index] = values[index] }
      tandem_sgd(out, values + 100, count, 0.001)
    },
    ElementLoop(name: "SGD with momentum") {
      optimizing($0, $1, $2) { tandem_sgd_momentum($0, $1, $4, $5, 0.001, 0.9) }
    },
    ElementLoop(name: "SGD with Nesterov's momentum") {
      optimizing($0, $1, $2) { tandem_sgd_nesterov($0, $1, $4, $5, 0.001, 0.9) }
    },
    ElementLoop(name: "RMSprop with momentum") {
      optimizing($0, $1, $2) { tandem_rmsprop_momentum($0, $1, $2, $4, $5, 0.001, 0.9, 0.8, 1e-7) }
    },
    ElementLoop(name: "RMSprop, centered") {
      optimizing($0, $1, $2) { tandem_rmsprop_centered($0, $1, $2, $4, $5, 0.001, 0.9, 1e-7) }
    },
    ElementLoop(name: "RMSprop, centered, with momentum") {
      optimizing($0, $1, $2) {
        tandem_rmsprop_centered_momentum($0, $1, $2, $3, $4, $5, 0.001, 0.9, 0.8, 1e-7)
      }
    },
    ElementLoop(name: "Adam") {
      optimizing($0, $1, $2) { tandem_adam($0, $1, $2, $4, $5, 0.001, 0.1, 0.001, 1e-7) }
    },
    ElementLoop(name: "AdamW") {
      optimizing($0, $1, $2) {
        tandem_adam_decaying($0, $1, $2, $4, $5, 0.001, 0.1, 0.001, 1e-7, 0.001, 0.004)
      }
    },
    ElementLoop(name: "dropout gradient") { out, values, count in
      let mask = (0..<count).map { UInt8(values[$0] > 0 ? 1 : 0) }
      tandem_dropout_gradient(out, mask, values, 1.25, count)
    },
    ElementLoop(name: "binary cross-entropy") { out, values, count in
      var difference = [Float](repeating: 0, count: count)
      tandem_binary_cross_entropy(out, &difference, values, values + 100, count)
      for index in 0..<count { out[index] += difference[index] }
    },
    ElementLoop(name: "rows of one element") { out, values, count in
      tandem_scale_rows(out, values, values + 100, count, 1)
    },
    ElementLoop(name: "bias") { tandem_add_bias($0, $1, $1 + 100, 1, $2) },
    ElementLoop(name: "bias and relu") { tandem_add_bias_relu($0, $1, $1 + 100, 1, $2) },
    ElementLoop(name: "column sums of two rows") { out, values, count in
      let rows = (0..<2 * count).map { $0 < count ? values[$0] : values[100 + $0 - count] }
      tandem_column_sums(out, rows, 2, count, false)
    },
  ]

  /// What an optimizer makes of `out` and of three slots, added up; the gradient is the second operand.
  private static func optimizing(
    _ out: UnsafeMutablePointer<Float>, _ values: UnsafePointer<Float>, _ count: Int,
    _ update: (
      UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>,
      UnsafeMutablePointer<Float>, UnsafePointer<Float>, Int
    ) -> Void
  ) {
    var slots = (0..<3).map { slot in
      (0..<count).map { abs(values[100 + $0]) * Float(slot + 1) }
    }
    for index in 0..<count { out[index] = values[index] }
    let (second, third) = (slots[1], slots[2])
    slots[0].withUnsafeMutableBufferPointer { first in
      var (second, third) = (second, third)
      // An empty array may have no address.
      guard let first = first.baseAddress else { return }
      update(out, first, &second, &third, values + 100, count)
      for index in 0..<count { out[index] += first[index] + second[index] + third[index] }
    }
  }
}

@Suite("Vector loops", .computing)
struct VectorTailTests {
  @Test("have the same bits in a vector, in its tail and alone", arguments: ElementLoop.all)
  func tails(_ loop: ElementLoop) {
    let values =
      Tensor.random([300], seed: 1, in: -9..<9).values.enumerated().map { index, value in
        index % 29 == 7 ? [0, -0.0, .infinity, .nan, Float(bitPattern: 700)][index % 5] : value
      }
    values.withUnsafeBufferPointer { values in
      for offset in 0..<4 {
        for count in Array(0...37) + [63, 64, 65, 96] {
          var together = [Float](repeating: 7, count: 101)
          together.withUnsafeMutableBufferPointer {
            loop.body($0.baseAddress! + offset, values.baseAddress! + offset, count)
          }
          for index in 0..<count {
            var alone: Float = 7
            loop.body(&alone, values.baseAddress! + offset + index, 1)
            let bits = together[offset + index]
            #expect(
              bits.bitPattern == alone.bitPattern || (bits.isNaN && alone.isNaN),
              "element \(index) of \(count) at offset \(offset)")
          }
          #expect(together[..<offset].allSatisfy { $0 == 7 })
          #expect(together[(offset + count)...].allSatisfy { $0 == 7 })
        }
      }
    }
  }

  @Test("find a number that is not finite, wherever it stands", arguments: [1, 3, 16, 33, 100])
  func finite(count: Int) {
    var values = Tensor.random([count], seed: 2).values
    #expect(tandem_all_finite(values, count))
    for index in 0..<count {
      let value = values[index]
      for fault in [Float.nan, .infinity, -.infinity, .signalingNaN] {
        values[index] = fault
        #expect(!tandem_all_finite(values, count))
      }
      values[index] = .greatestFiniteMagnitude
      #expect(tandem_all_finite(values, count))
      values[index] = value
    }
    #expect(tandem_all_finite(values, 0))
  }

  @Test("scale every byte to its exact quotient by 255")
  func bytes() {
    let all = IntegerTensor<UInt8>((0...255).map { UInt8($0) })
    #expect(all.scaledToUnit().values == (0...255).map { Float($0) / 255 })
    #expect(all.rows(3..<8).scaledToUnit().values == (3..<8).map { Float($0) / 255 })
  }

  @Test("sum columns from the first row to the last, and softmax rows from left to right")
  func order() {
    let large: [Float] = [1e8, 1, -1e8, 1]
    var sum = [Float](repeating: 5, count: 1)
    tandem_column_sums(&sum, large, 4, 1, false)
    #expect(sum[0] == large.reduce(0, +))
    tandem_column_sums(&sum, [1e8, 3], 2, 1, true)
    #expect(sum[0] == 1 + 1e8 + 3)
    // 2²⁴ ones and more would be needed to see the order in a plain sum of exponentials, so it is
    // seen here in the gradient's dot product.
    var gradient = [Float](repeating: 0, count: 4)
    tandem_softmax_gradient(&gradient, [1, 1, 1, 1], large, 1, 4)
    let dot = large.reduce(0, +)
    #expect(gradient == large.map { $0 - dot })
  }
}
