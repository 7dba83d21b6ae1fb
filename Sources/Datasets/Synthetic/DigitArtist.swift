import Diagnostics
import TensorCore

/// Draws one digit after another, keeping the memory it works in.
struct DigitArtist {
  private let stream: RandomStream
  private var path = PenPath()
  private var canvas = DigitCanvas()

  init(seed: UInt64, part: SyntheticDigits.Part) {
    stream = RandomStream(seed: seed, path: "synthetic-digits/\(part.rawValue)")
  }

  /// Draws an example of 784 pixels.
  ///
  /// - Returns: Its label.
  mutating func draw(example: Int, to image: UnsafeMutableRawBufferPointer) -> UInt8 {
    var random = stream.sequence(example: example)
    let digit = random.nextIndex(below: Glyph.ofDigit.count)
    let glyph = Self.glyph(from: Glyph.ofDigit[digit], random: &random)
    let hand = Handwriting(from: &random)
    path.trace(glyph, by: hand, random: &random, side: Float(DigitCanvas.side))
    canvas.draw(path, softness: hand.softness, darkness: hand.darkness)
    canvas.write(to: image)
    return UInt8(digit)
  }

  private static func glyph(from glyphs: [Glyph], random: inout RandomSequence) -> Glyph {
    var rest = random.nextIndex(below: glyphs.reduce(0) { $0 + $1.weight })
    for glyph in glyphs {
      if rest < glyph.weight { return glyph }
      rest -= glyph.weight
    }
    requirementFailure("\(rest) is left of the weights of \(glyphs.count) glyphs")
  }
}

extension RandomSequence {
  /// A number uniformly distributed over `0..<count`, nearly: off by less than `count` in 2³².
  fileprivate mutating func nextIndex(below count: Int) -> Int {
    Int((UInt64(nextWord()) * UInt64(count)) >> 32)
  }
}
