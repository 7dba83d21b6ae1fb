/// The counter-based generator Philox4x32-10: a keyed bijection of 128-bit counters.
///
/// Equal counters and keys give equal bits, whoever asks, in whichever order. That is what lets a
/// shard draw the same dropout mask in any process.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
public enum Philox4x32 {
  /// Encrypts a counter under a key, in ten rounds.
  ///
  /// - Returns: Four independent, uniformly distributed words.
  @inlinable
  public static func bits(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> SIMD4<UInt32> {
    var counter = counter
    var key = key
    for _ in 0..<10 {
      let left = counter.x.multipliedFullWidth(by: 0xD251_1F53)
      let right = counter.z.multipliedFullWidth(by: 0xCD9E_8D57)
      counter = SIMD4(
        right.high ^ counter.y ^ key.x, right.low, left.high ^ counter.w ^ key.y, left.low)
      key = key &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return counter
  }
}
