import TensorCore

/// The inputs of a case, made again from its number: SplitMix64, as `Numbers` of
/// `Fixtures/make_cases.py`.
struct CaseNumbers {
  private var state: UInt64

  init(case number: Int) {
    state = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
  }

  mutating func word() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number below a bound.
  mutating func below(_ bound: Int) -> Int { (Int(word() >> 40) * bound) >> 24 }

  /// One of some choices.
  mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[below(choices.count)] }

  /// Numbers between two others, computed in Float64 and rounded once.
  mutating func uniform(_ count: Int, _ low: Double, _ high: Double) -> [Float] {
    (0..<count).map { _ in Float(low + (high - low) * (Double(word() >> 40) / Double(1 << 24))) }
  }

  /// Classes below a bound.
  mutating func labels(_ count: Int, classes: Int) -> [Int] {
    (0..<count).map { _ in below(classes) }
  }
}
