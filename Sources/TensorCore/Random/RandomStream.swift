/// A named, stateless source of random bits: the seed of the run and the path of who draws.
///
/// A draw is addressed rather than taken in turn: by epoch, step, index of the example in the global
/// batch, and element. There is no state to share, to lock or to save in a checkpoint.
public struct RandomStream: Sendable, Hashable {
  /// The Philox key.
  public let key: SIMD2<UInt32>

  /// - Parameters:
  ///   - seed: The seed of the run.
  ///   - path: Who draws, such as `dropout` or `dense/kernel`.
  ///   - call: How often `path` has drawn already within the step.
  public init(seed: UInt64, path: String, call: Int = 0) {
    // FNV-1a over the path, then SplitMix64's finaliser to spread seed and path over the key.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash = Self.mixed(hash ^ Self.mixed(UInt64(truncatingIfNeeded: call)))
    hash = Self.mixed(hash &+ Self.mixed(seed))
    key = SIMD2(UInt32(truncatingIfNeeded: hash), UInt32(truncatingIfNeeded: hash >> 32))
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The four words of a block: elements `4 * block ..< 4 * block + 4` of the address.
  @inlinable
  public func bits(
    epoch: Int = 0, step: Int = 0, example: Int = 0, block: Int = 0
  ) -> SIMD4<UInt32> {
    Philox4x32.bits(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: example),
        UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: epoch)),
      key: key)
  }

  /// The elements of one address in turn, for code that draws a varying number of them.
  public func sequence(epoch: Int = 0, step: Int = 0, example: Int = 0) -> RandomSequence {
    RandomSequence(stream: self, epoch: epoch, step: step, example: example)
  }
}
