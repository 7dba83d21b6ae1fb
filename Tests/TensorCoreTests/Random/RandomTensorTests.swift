import TensorCore
import TestSupport
import Testing

@Suite("Numbers drawn for examples", .computing)
struct RandomTensorTests {
  private let stream = RandomStream(seed: 1, path: "latent")

  private static let kinds: [(name: String, draw: Draw)] = [
    ("normal", { randomNormal(shape: $0, from: $1, at: $2) }),
    ("uniform", { randomUniform(shape: $0, from: $1, at: $2) }),
  ]
  private typealias Draw = @Sendable (Shape, RandomStream, StepAddress) -> Tensor

  @Test("are the same however the rows are cut into shards", arguments: [1, 2, 3, 7, 40])
  func shards(count: Int) {
    for (name, draw) in Self.kinds {
      for columns in [1, 2, 3, 64, 130] {
        let address = StepAddress(epoch: 2, step: 9, firstExample: 5)
        let whole = draw([40, columns], stream, address)
        let cut = (0..<count).flatMap { shard -> [Float] in
          let rows = shard * 40 / count..<(shard + 1) * 40 / count
          let place = StepAddress(epoch: 2, step: 9, firstExample: 5 + rows.lowerBound)
          return draw([rows.count, columns], stream, place).values
        }
        #expect(cut == whole.values, "\(name), \(columns) columns")
      }
    }
  }

  @Test("are the same whatever the shape of an example, and on any number of threads")
  func shapes() {
    let team = ThreadTeam(threads: 3)
    let address = StepAddress(step: 4)
    let normal = randomNormal(shape: [60, 200], from: stream, at: address)
    #expect(
      randomNormal(shape: [60, 10, 5, 4], from: stream, at: address).values == normal.values)
    #expect(
      randomNormal(shape: [60, 200], from: stream, at: address, using: team)
        .isIdentical(to: normal))
    #expect(
      randomUniform(shape: [60, 200], from: stream, at: address, using: team)
        .isIdentical(to: randomUniform(shape: [60, 200], from: stream, at: address)))
    #expect(randomNormal(shape: [0, 3], from: stream, at: address).shape == [0, 3])
    #expect(randomNormal(shape: [7], from: stream, at: address).count == 7)
  }

  @Test("differ between phases, stages, epochs, steps, examples, streams, calls and seeds")
  func differs() {
    for (name, draw) in Self.kinds {
      let shape: Shape = [20, 100]
      let draws = [
        draw(shape, stream, StepAddress()), draw(shape, stream, StepAddress(epoch: 1)),
        draw(shape, stream, StepAddress(step: 1)),
        draw(shape, stream, StepAddress(firstExample: 20)),
        draw(shape, stream, StepAddress(phase: 1)), draw(shape, stream, StepAddress(phase: 2)),
        draw(shape, stream, StepAddress(stage: 1)),
        draw(shape, RandomStream(seed: 1, path: "other"), StepAddress()),
        draw(shape, RandomStream(seed: 1, path: "latent", call: 1), StepAddress()),
        draw(shape, RandomStream(seed: 2, path: "latent"), StepAddress()),
      ].map(\.values)
      for (index, values) in draws.enumerated() {
        for other in draws[..<index] {
          // Of independent numbers with 24 bits next to none are equal.
          #expect(zip(values, other).count { $0 == $1 } < 5, "\(name)")
          #expect(abs(correlation(values, other)) < 0.12, "\(name)")
        }
      }
    }
  }

  private func correlation(_ left: [Float], _ right: [Float]) -> Double {
    func centred(_ values: [Float]) -> [Double] {
      let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
      return values.map { Double($0) - mean }
    }
    let (x, y) = (centred(left), centred(right))
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    return dot(x, y) / (dot(x, x) * dot(y, y)).squareRoot()
  }

  @Test("are normal: mean, variance, skewness, kurtosis and tails")
  func normal() {
    let count = 400_000
    let values = randomNormal(
      shape: [2_000, 200], mean: 3, deviation: 2, from: stream, at: StepAddress(epoch: 1)
    ).values.map { (Double($0) - 3) / 2 }
    func moment(_ power: Int) -> Double {
      values.reduce(0) { sum, value in
        sum + (0..<power).reduce(1.0) { product, _ in product * value }
      } / Double(count)
    }
    // Five standard deviations of each.
    let root = Double(count).squareRoot()
    #expect(abs(moment(1)) < 5 / root)
    #expect(abs(moment(2) - 1) < 5 * 2.0.squareRoot() / root)
    #expect(abs(moment(3)) < 5 * 15.0.squareRoot() / root)
    #expect(abs(moment(4) - 3) < 5 * 96.0.squareRoot() / root)
    let tails: [(Double, Double)] = [
      (1, 0.317_310_5), (2, 0.045_500_3), (3, 0.002_699_8), (4, 0.000_063_3),
    ]
    for (limit, share) in tails {
      let beyond = values.count { abs($0) > limit }
      let wanted = share * Double(count)
      #expect(abs(Double(beyond) - wanted) < 5 * wanted.squareRoot())
    }
  }

  @Test("are uniform over a range: mean, variance, ends")
  func uniform() {
    let values = randomUniform(
      shape: [2_000, 200], in: -1..<3, from: stream, at: StepAddress(epoch: 1)
    ).values.map { Double($0) }
    let mean = values.reduce(0, +) / 400_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 400_000
    #expect(values.allSatisfy { $0 >= -1 && $0 < 3 })
    #expect(abs(mean - 1) < 0.01)
    #expect(abs(variance - 16.0 / 12) < 0.01)
    #expect((values.min() ?? 0) < -0.999 && (values.max() ?? 0) > 2.999)
  }

  @Test("are those that the generator's words say", arguments: [1, 2, 5, 64, 65])
  func words(columns: Int) {
    let address = StepAddress(epoch: 4, step: 5, firstExample: 6)
    let uniform = randomUniform(shape: [3, columns], from: stream, at: address).values
    let normal = randomNormal(shape: [3, columns], from: stream, at: address).values
    for row in 0..<3 {
      var sequence = stream.sequence(epoch: 4, step: 5, example: 6 + row)
      let words = (0..<columns + 1).map { _ in Double(sequence.nextWord() >> 8) * 0x1p-24 }
      for column in 0..<columns {
        #expect(Double(uniform[row * columns + column]) == words[column])
        let pair = column / 2 * 2
        let radius = (-2 * PortableMath.logarithm(words[pair] + 0x1p-24)).squareRoot()
        let angle = 2 * Double.pi * words[pair + 1] - (column % 2 == 0 ? 0 : Double.pi / 2)
        let wanted = radius * PortableMath.cosine(angle)
        #expect(abs(Double(normal[row * columns + column]) - wanted) < 2e-6)
      }
    }
  }
}
