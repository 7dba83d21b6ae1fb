import TestSupport
import Testing

@testable import TensorCore

@Suite("A dense layer on inputs with empty columns", .computing)
struct SparseInputTests {
  private static let (rows, columns, units) = (6, 400, 170)
  private static let isLive: @Sendable (Int) -> Bool = { $0 % 7 < 3 && $0 > 10 && $0 < 390 }

  /// Inputs whose columns are empty where a closure says so, but for single pixels.
  private static func input(where isLive: (Int) -> Bool = isLive) -> Tensor {
    var values = Tensor.random([rows, columns], seed: 1).values
    for index in values.indices {
      let (row, column) = (index / columns, index % columns)
      if !isLive(column) { values[index] = 0 }
      // A column that one row has ink in is live.
      if isLive(column) && column % 2 == 0 && row != 3 { values[index] = 0 }
    }
    return Tensor(values, shape: Shape(rows: rows, columns: columns))
  }

  private let kernel = Tensor.random([Self.columns, Self.units], seed: 2)
  private let bias = Tensor.random([Self.units], seed: 3)

  @Test("finds the columns that any row has ink in, as runs")
  func runs() throws {
    let live = try #require(LiveColumns(of: Self.input(), multipliedBy: kernel))
    #expect(live.runs.flatMap(Array.init) == (0..<Self.columns).filter(Self.isLive))
    #expect(live.count == (0..<Self.columns).count(where: Self.isLive))
    #expect(zip(live.runs, live.runs.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
  }

  @Test("leaves nothing out of a full input, of a small product, or of nothing but zeros")
  func notWorthwhile() {
    #expect(LiveColumns(of: Self.input(where: { _ in true }), multipliedBy: kernel) == nil)
    #expect(LiveColumns(of: Self.input(where: { _ in false }), multipliedBy: kernel) == nil)
    let small = Tensor.random([Self.columns, 10], seed: 4)
    #expect(LiveColumns(of: Self.input(), multipliedBy: small) == nil)
  }

  @Test("gives what a product with every column gives", arguments: [1, 2, 3])
  func forward(threads: Int) {
    let team = ThreadTeam(threads: threads)
    let output = dense(Self.input(), kernel: kernel, bias: bias, using: team)
    let input = Self.input().values
    let (k, b, y) = (kernel.values, bias.values, output.values)
    for row in 0..<Self.rows {
      for unit in 0..<Self.units {
        var expected = Double(b[unit])
        for column in 0..<Self.columns {
          expected += Double(input[row * Self.columns + column] * k[column * Self.units + unit])
        }
        #expect(abs(Double(y[row * Self.units + unit]) - expected) < 1e-4)
      }
    }
  }

  @Test("gives every weight its gradient, and zero to those that meet only zeros")
  func gradients() {
    let tape = GradientTape()
    let (k, b) = (tape.watch(kernel), tape.watch(bias))
    let output = dense(Self.input(), kernel: k, bias: b, activation: .relu)
    let gradients = tape.gradients(of: output * output, withRespectTo: [k, b])
    let input = Self.input().values
    let (y, g) = (output.values, gradients[0].values)
    for column in 0..<Self.columns {
      for unit in stride(from: 0, to: Self.units, by: 13) {
        var expected = 0.0
        for row in 0..<Self.rows {
          expected += Double(2 * y[row * Self.units + unit] * input[row * Self.columns + column])
        }
        let found = g[column * Self.units + unit]
        #expect(abs(Double(found) - expected) < 1e-3 * max(1, abs(expected)))
        if !Self.isLive(column) { #expect(found.bitPattern == 0) }
      }
    }
  }

  @Test("adds the gradients of a kernel that is used twice")
  func usedTwice() {
    func gradient(_ uses: [Tensor]) -> [Float] {
      let tape = GradientTape()
      let (k, b) = (tape.watch(kernel), tape.watch(bias))
      let outputs = uses.map { dense($0, kernel: k, bias: b) }
      let total = outputs.count == 1 ? outputs[0] : outputs[0] + outputs[1]
      return tape.gradients(of: total, withRespectTo: [k])[0].values
    }
    let (first, second) = (Self.input(), Self.input(where: { $0 % 5 == 0 }))
    let both = gradient([first, second])
    let parts = zip(gradient([second]), gradient([first])).map(+)
    #expect(both == parts)
  }

  @Test("differentiates a followed input as a whole")
  func followedInput() {
    let check = GradientCheck(at: [Self.input(), kernel, bias], samples: 12) {
      dense($0[0], kernel: $0[1], bias: $0[2])
    }
    #expect(check.worstError() < 2e-2)
  }

  @Test("leaves the gradient's rows packed where that is asked for", arguments: [1, 2])
  func packedRows(uses: Int) throws {
    let kernel = Tensor.random([Self.columns, 256], seed: 5)
    let bias = Tensor.random([256], seed: 6)
    let tape = GradientTape()
    let (k, b) = (tape.watch(kernel), tape.watch(bias))
    let first = dense(Self.input(), kernel: k, bias: b, activation: .relu)
    let target =
      uses == 1 ? first : first + dense(Self.input(where: { $0 % 5 == 0 }), kernel: k, bias: b)
    let expected = tape.gradients(of: target, withRespectTo: [k, b])
    let flat = MutableTensor(shape: Shape(count: kernel.count + bias.count))
    flat.fill(with: .nan)
    let rows = tape.differentiate(
      target, scaledBy: 1, withRespectTo: [k, b],
      into: [
        GradientDestination(flat.slice(from: 0, shape: kernel.shape), takesRows: true),
        GradientDestination(flat.slice(from: kernel.count, shape: bias.shape)),
      ])
    // A kernel that is used twice is written in whole.
    #expect((rows[0] != nil) == (uses == 1) && rows[1] == nil)
    let vector = SparseVector(
      packing: zip([0..<kernel.count, kernel.count..<flat.count], rows).map {
        SparseVector.Part(range: $0, rows: $1)
      }, in: flat)
    #expect(vector[0..<kernel.count].values == expected[0].values)
    #expect(vector[kernel.count..<flat.count].values == expected[1].values)
  }
}
