import CVectorLoops
import Foundation
import TensorCore
import TestSupport
import Testing

/// One of a user's own, with an option.
private struct Ramp: InitialValues {
  let slope: Float

  func fill(_ values: inout MutableSpan<Float>, shape: Shape, from stream: RandomStream) {
    for index in values.indices { values[index] = slope * Float(index) }
  }
}

@Suite("Initialisers", .computing)
struct InitializerTests {
  private static func values(
    _ initializer: Initializer, _ shape: Shape, name: String = "x", seed: UInt64 = 1
  ) -> [Float] {
    let layout = WeightLayout([Variable(name: name, shape: shape, initializer: initializer)])
    return Weights(initializing: layout, seed: seed).values.values
  }

  @Test("of a user's own write what they say, and are told apart by their options")
  func own() {
    #expect(Self.values(Initializer(Ramp(slope: 2)), [2, 2]) == [0, 2, 4, 6])
    #expect(Initializer(Ramp(slope: 2)) == Initializer(Ramp(slope: 2)))
    #expect(Initializer(Ramp(slope: 2)) != Initializer(Ramp(slope: 3)))
    #expect(Initializer(Ramp(slope: 0)) != .zeros)
    #expect(Set([.zeros, .constant(0), .ones, Initializer(Ramp(slope: 1))]).count == 3)
    #expect(Initializer.glorotUniform != .glorotNormal && Initializer.heNormal == .heNormal)
  }

  @Test("of constants write them everywhere")
  func constants() {
    #expect(Self.values(.zeros, [3]) == [0, 0, 0] && Self.values(.ones, [2]) == [1, 1])
    #expect(Self.values(.constant(-2.5), [2, 1]) == [-2.5, -2.5])
    #expect(Self.values(.uniform(low: 3, high: 3), [2]) == [3, 3])
  }

  @Test("keep the bits that the digits' kernels have always begun with")
  func uniformBits() {
    let stream = RandomStream(seed: 1, path: "dense/kernel")
    var expected = [Float](repeating: 0, count: 15)
    let limit = Float((6.0 / 8).squareRoot())
    tandem_random_uniform(&expected, 15, -limit, limit, [stream.key.x, stream.key.y])
    #expect(Self.values(.glorotUniform, [5, 3], name: "dense/kernel") == expected)
    let bits = Self.values(.glorotUniform, [784, 512], name: "dense/kernel").prefix(3)
      .map(\.bitPattern)
    #expect(bits == Self.firstBits)
  }

  private static let firstBits: [UInt32] = [0x3D46_49D6, 0x3D8B_087E, 0x3D73_6EEC]

  @Test("draw each element for itself, however many there are", arguments: [1, 2, 63, 64, 65, 200])
  func prefixes(count: Int) {
    for initializer: Initializer in [.uniform(), .normal(), .truncatedNormal()] {
      let all = Self.values(initializer, [300])
      #expect(Self.values(initializer, Shape(count: count)) == Array(all.prefix(count)))
      #expect(Self.values(initializer, [300], seed: 2) != all)
    }
  }

  @Test("make normal deviates of the stream's words by logarithm, sine and cosine")
  func boxMuller() {
    let values = Self.values(.normal(mean: 0.25, deviation: 2), [1_000])
    var words = RandomStream(seed: 1, path: "x").sequence()
    for pair in 0..<500 {
      let radius = (-2 * log((Double(words.nextWord() >> 8) + 1) * 0x1p-24)).squareRoot()
      let angle = 2 * Double.pi * Double(words.nextWord() >> 8) * 0x1p-24
      let expected = [radius * cos(angle), radius * sin(angle)].map { 0.25 + 2 * $0 }
      for place in 0..<2 {
        #expect(abs(Double(values[2 * pair + place]) - expected[place]) < 5e-6)
      }
    }
  }

  @Test("draw normal numbers: mean, variance, tails")
  func normal() {
    let values = Self.values(.normal(mean: 0, deviation: 1), [200_000]).map { Double($0) }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let kurtosis = values.reduce(0) { $0 + pow($1 - mean, 4) } / count
    #expect(abs(mean) < 0.01 && abs(variance - 1) < 0.015 && abs(kurtosis - 3) < 0.1)
    #expect(abs(Double(values.count { abs($0) > 2 }) / count - 0.0455) < 0.002)
    // Neighbours of a pair know nothing of each other.
    let covariance = stride(from: 0, to: values.count, by: 2).reduce(0) {
      $0 + values[$1] * values[$1 + 1]
    }
    #expect(abs(covariance / count) < 0.01)
  }

  @Test("draw again what lies beyond two deviations, and only that")
  func truncated() {
    let values = Self.values(.truncatedNormal(mean: 3, deviation: 0.5), [100_000])
    #expect(values.allSatisfy { abs($0 - 3) <= 1 })
    let whole = Self.values(.normal(mean: 3, deviation: 0.5), [100_000])
    #expect(zip(values, whole).allSatisfy { $0 == $1 || abs($1 - 3) > 1 })
    let beyond = whole.count { abs($0 - 3) > 1 }
    #expect(beyond > 4_000 && beyond < 5_000)
  }

  @Test(
    "make rows or columns orthonormal, whichever are fewer",
    arguments: [[1, 1], [7, 3], [3, 7], [20, 20], [2, 3, 5, 4]])
  func orthogonal(lengths: [Int]) {
    let values = Self.values(.orthogonal(gain: 3), Shape(lengths)).map { Double($0) / 3 }
    let columns = lengths.last!
    let rows = values.count / columns
    let (many, few) = (max(rows, columns), min(rows, columns))
    func element(_ vector: Int, _ place: Int) -> Double {
      rows >= columns ? values[place * columns + vector] : values[vector * columns + place]
    }
    for one in 0..<few {
      for other in 0...one {
        let product = (0..<many).reduce(0.0) { $0 + element(one, $1) * element(other, $1) }
        #expect(abs(product - (one == other ? 1 : 0)) < 1e-6)
      }
    }
    #expect(Self.values(.orthogonal(gain: 3), Shape(lengths)).map { Double($0) / 3 } == values)
  }

  @Test("scale by what goes in and out, for every rank")
  func fans() {
    let shapes: [Shape] = [[], [6], [2, 4], [3, 2, 4], [5, 3, 2, 4]]
    let inputs: [Double] = [1, 6, 2, 6, 30]
    let outputs: [Double] = [1, 6, 4, 12, 60]
    for (index, shape) in shapes.enumerated() {
      #expect(
        VarianceScaling(scale: 2, mode: .fanIn).extent(for: shape)
          == Float((6 / inputs[index]).squareRoot()))
      #expect(
        VarianceScaling(scale: 2, mode: .fanOut, distribution: .normal).extent(for: shape)
          == Float((2 / outputs[index]).squareRoot()))
    }
  }
}
