extension Glyph {
  /// In one stroke from the right; body and roof apart; round like an S; narrow with a long roof.
  static let fives = [
    Glyph(weight: 4, Stroke([84, 4, 26, 4], [18, 44], [48, 36, 86, 58, 74, 92, 40, 100, 6, 88])),
    Glyph(
      weight: 3, Stroke([26, 6, 18, 46], [52, 40, 82, 60, 72, 90, 38, 100, 8, 90]),
      Stroke([26, 6, 62, 4, 94, 0])),
    Glyph(weight: 2, Stroke([92, 2, 52, 4, 22, 18, 30, 40, 62, 54, 72, 78, 44, 98, 8, 92])),
    Glyph(weight: 2, Stroke([98, 0, 44, 10], [30, 48], [62, 50, 70, 76, 42, 98, 4, 94])),
  ]

  /// A round one; one with a straight stem; one with a small bowl; a curled one.
  static let sixes = [
    Glyph(
      weight: 4, Stroke([68, 0, 34, 22, 12, 60, 24, 94, 58, 98, 78, 74, 58, 54, 30, 64, 16, 84])),
    Glyph(weight: 3, Stroke([52, 0, 30, 34, 14, 72, 34, 100, 70, 92, 78, 70, 52, 58, 22, 74])),
    Glyph(weight: 2, Stroke([82, 2, 46, 20, 20, 56, 18, 88, 40, 100, 56, 86, 46, 70, 22, 80])),
    Glyph(
      weight: 1, Stroke([86, 14, 64, 0, 28, 20, 8, 62, 30, 98, 70, 94, 86, 70, 62, 52, 24, 66])),
  ]

  /// A plain one; one with a bar; one with a hook on the left and a bent stem; a round-shouldered one.
  static let sevens = [
    Glyph(weight: 4, Stroke([6, 8, 48, 6, 92, 4], [66, 46, 44, 100])),
    Glyph(weight: 2, Stroke([8, 6, 90, 4], [62, 50, 46, 100]), Stroke([30, 50, 86, 48])),
    Glyph(weight: 3, Stroke([8, 28, 12, 8], [50, 8, 88, 4], [68, 38, 54, 68, 50, 100])),
    Glyph(weight: 2, Stroke([10, 16, 40, 4, 76, 6, 84, 24, 64, 60, 44, 100])),
  ]

  /// In one stroke from the right; two rings; one with an open top; one begun in the middle.
  static let eights = [
    Glyph(
      weight: 4,
      Stroke([
        76, 14, 48, 0, 22, 18, 44, 44, 78, 68, 60, 98, 24, 92, 24, 66, 54, 46, 80, 24, 66, 4,
      ])),
    Glyph(
      weight: 2, Stroke([50, 46, 24, 26, 48, 0, 76, 22, 52, 46]),
      Stroke([50, 46, 16, 72, 48, 100, 84, 74, 52, 46])),
    Glyph(
      weight: 2,
      Stroke([84, 6, 50, 8, 26, 26, 48, 48, 72, 70, 56, 98, 26, 88, 36, 62, 64, 42, 92, 14])),
    Glyph(
      weight: 2,
      Stroke([
        48, 48, 20, 28, 40, 2, 74, 12, 66, 38, 34, 60, 20, 86, 48, 100, 76, 84, 66, 60, 44, 46,
      ])),
  ]

  /// A bowl and a straight stem; with a bent stem; with a hooked tail; a small bowl, one sweep.
  static let nines = [
    Glyph(
      weight: 4, Stroke([80, 14, 50, 0, 18, 22, 28, 48, 62, 44, 82, 12], [78, 56, 70, 100])),
    Glyph(
      weight: 3, Stroke([82, 20, 54, 2, 20, 20, 26, 46, 60, 42, 82, 18, 78, 52, 58, 78, 44, 100])),
    Glyph(
      weight: 2,
      Stroke([78, 18, 48, 0, 14, 22, 30, 46, 66, 38, 80, 16, 86, 56, 74, 90, 42, 100, 16, 90])),
    Glyph(weight: 2, Stroke([70, 6, 36, 8, 22, 32, 48, 42, 74, 10], [72, 50, 68, 100])),
  ]

  /// The ways of writing each digit.
  static let ofDigit = [
    zeros, ones, twos, threes, fours, fives, sixes, sevens, eights, nines,
  ]
}
