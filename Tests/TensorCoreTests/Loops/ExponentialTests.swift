import CVectorLoops
import Foundation
import TestSupport
import Testing

@Suite("Exponential and logarithm", .computing)
struct ExponentialTests {
  /// How far a value lies from the exact one, in units of the last place of the latter.
  private static func distance(_ value: Float, _ exact: Double) -> Double {
    let unit = max(Double(Float(exact.magnitude).ulp), Double(Float.leastNormalMagnitude.ulp))
    return abs(Double(value) - exact) / unit
  }

  private static func map(
    _ loop: (UnsafeMutablePointer<Float>, UnsafePointer<Float>, Int) -> Void, _ values: [Float]
  ) -> [Float] {
    var result = [Float](repeating: .nan, count: values.count)
    loop(&result, values, values.count)
    return result
  }

  @Test("e to the x is within 1 unit in the last place from -87.3 to 88.7")
  func exponential() {
    // A stride through all positive Float32 below 88.7, and their negatives.
    let positive = stride(from: UInt32(0), through: Float(88.7).bitPattern, by: 1009)
      .map(Float.init(bitPattern:))
    let all = (positive + positive.map(-)).filter { $0 >= -87.3 }
    let worst = zip(all, Self.map({ tandem_exp($0, $1, $2) }, all)).reduce(0.0) {
      max($0, Self.distance($1.1, exp(Double($1.0))))
    }
    #expect(worst <= 1)
  }

  @Test("log x is within 1 unit in the last place for all normal numbers")
  func logarithm() {
    let all = stride(
      from: Float.leastNormalMagnitude.bitPattern,
      through: Float.greatestFiniteMagnitude.bitPattern, by: 1013
    ).map(Float.init(bitPattern:))
    let worst = zip(all, Self.map({ tandem_log($0, $1, $2) }, all)).reduce(0.0) {
      max($0, Self.distance($1.1, log(Double($1.0))))
    }
    #expect(worst <= 1)
  }

  @Test("log is as exact around 1, where it vanishes")
  func logarithmAroundOne() {
    let all = (UInt32(0)..<200_000).map { Float(bitPattern: Float(1).bitPattern - 100_000 + $0) }
    let worst = zip(all, Self.map({ tandem_log($0, $1, $2) }, all)).reduce(0.0) {
      max($0, Self.distance($1.1, log(Double($1.0))))
    }
    #expect(worst <= 1)
  }

  @Test("e to the x at its edges")
  func exponentialEdges() {
    let tiny = Float.leastNonzeroMagnitude
    let values: [Float] = [
      0, -0.0, tiny, -tiny, .infinity, -.infinity, 88.71, -87.31, 1000, -1000, .nan,
    ]
    let result = Self.map({ tandem_exp($0, $1, $2) }, values)
    #expect(
      result.dropLast() == [1, 1, 1, 1, .infinity, 0, .infinity, 0, .infinity, 0])
    #expect(result.last?.isNaN == true)
  }

  @Test("log x at its edges")
  func logarithmEdges() {
    let values: [Float] = [1, 0, -0.0, .infinity, -1, -.infinity, .nan, -.leastNonzeroMagnitude]
    let result = Self.map({ tandem_log($0, $1, $2) }, values)
    #expect(result[0].bitPattern == 0)
    #expect(result[1...3] == [-.infinity, -.infinity, .infinity])
    #expect(result[4...].allSatisfy { $0.isNaN })
    let small = Self.map(
      { tandem_log($0, $1, $2) }, [.leastNonzeroMagnitude, .leastNormalMagnitude])
    #expect(small[0] == small[1], "subnormal numbers count as the smallest normal one")
  }
}
