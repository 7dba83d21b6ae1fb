/// The random words at one address of a ``RandomStream``, read in turn.
public struct RandomSequence: RandomNumberGenerator, Sendable {
  private let stream: RandomStream
  private let epoch: Int
  private let step: Int
  private let example: Int
  private var block = 0
  private var words: SIMD4<UInt32> = .zero
  private var unread = 0

  init(stream: RandomStream, epoch: Int, step: Int, example: Int) {
    self.stream = stream
    self.epoch = epoch
    self.step = step
    self.example = example
  }

  /// The next 32 random bits.
  public mutating func nextWord() -> UInt32 {
    if unread == 0 {
      words = stream.bits(epoch: epoch, step: step, example: example, block: block)
      block += 1
      unread = 4
    }
    unread -= 1
    return words[3 - unread]
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let low = UInt64(nextWord())
    return low | UInt64(nextWord()) << 32
  }

  /// A number uniformly distributed over 0..<1, a multiple of 2⁻²⁴.
  public mutating func nextUniform() -> Float {
    Float(nextWord() >> 8) * 0x1p-24
  }

  /// A number uniformly distributed over a range.
  public mutating func nextUniform(in range: Range<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * nextUniform()
  }
}
