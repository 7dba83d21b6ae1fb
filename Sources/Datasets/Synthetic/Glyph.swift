/// One way of writing a digit: where the pen goes, stroke by stroke, before a hand distorts it.
///
/// Coordinates are percent of the digit's box, x to the right, y downwards.
struct Glyph: Sendable {
  /// How often it is chosen, beside the other ways of writing the same digit.
  let weight: Int
  /// From pen down to pen up.
  let strokes: [Stroke]

  init(weight: Int, _ strokes: Stroke...) {
    self.weight = weight
    self.strokes = strokes
  }

  /// A line drawn without lifting the pen.
  ///
  /// Each piece is a smooth curve through its points; a piece goes on where the one before it ended,
  /// at a corner.
  struct Stroke: Sendable {
    /// The points of each piece.
    let pieces: [[SIMD2<Float>]]

    /// - Parameter pieces: x and y of each point in turn.
    init(_ pieces: [Float]...) {
      self.pieces = pieces.map { numbers in
        stride(from: 0, to: numbers.count, by: 2).map {
          SIMD2(numbers[$0], numbers[$0 + 1]) / 100
        }
      }
    }
  }
}
