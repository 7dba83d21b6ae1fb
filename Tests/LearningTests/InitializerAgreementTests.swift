import Learning
import TensorCore
import TestSupport
import Testing

@Suite("Initialisers in Keras", .computing)
struct InitializerAgreementTests {
  private static let initializers: [String: Initializer] = [
    "glorotUniform": .glorotUniform, "glorotNormal": .glorotNormal, "heUniform": .heUniform,
    "heNormal": .heNormal, "lecunUniform": .lecunUniform, "lecunNormal": .lecunNormal,
    "truncatedNormal": .truncatedNormal(), "normal": .normal(), "uniform": .uniform(),
  ]

  @Test("spread values as far, for kernels of every rank", arguments: initializers.keys.sorted())
  func spread(kind: String) throws {
    let fixture = try KerasCases("initializers")
    let initializer = try #require(Self.initializers[kind])
    for example in try #require(fixture.cases[kind]) {
      let shape = Shape((0..<4).compactMap { example.settings["axis\($0)"].map { Int($0) } })
      let layout = WeightLayout([Variable(name: "x", shape: shape, initializer: initializer)])
      let values = Weights(initializing: layout, seed: 1).values.values
      let square = values.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(values.count)
      let largest = values.reduce(0) { max($0, abs($1)) }
      let figures = try #require(fixture.output("figures", of: example))
      #expect(abs(Float(square.squareRoot()) / figures[0] - 1) < 0.02, "\(kind) \(shape)")
      // What is bounded comes near to its bound; the largest of many normal deviates is nearly known.
      let tolerance: Float = kind == "normal" ? 0.15 : 0.002
      #expect(abs(largest / figures[1] - 1) < tolerance, "\(kind) \(shape)")
    }
  }

  @Test("make columns orthonormal with the same signs")
  func orthonormal() throws {
    let fixture = try KerasCases("initializers")
    let cases = try #require(fixture.cases["orthonormal"])
    #expect(cases.count == 20)
    for example in cases {
      var numbers = CaseNumbers(case: example.number)
      let columns = 1 + numbers.below(6)
      let rows = columns + numbers.below(6)
      var matrix = numbers.uniform(rows * columns, -1, 1).map { Double($0) }
      OrthogonalValues.orthonormalize(&matrix, rows: rows, columns: columns)
      let expected = try #require(fixture.output("q", of: example))
      #expect(relativeError(matrix.map { Float($0) }, expected) <= 1e-6, "\(example.number)")
    }
  }
}
