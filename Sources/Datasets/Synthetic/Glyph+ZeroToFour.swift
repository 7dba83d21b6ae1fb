extension Glyph {
  /// A closed oval, begun at the top; one that overlaps itself; a narrow one begun at the right.
  static let zeros = [
    Glyph(
      weight: 4, Stroke([54, 1, 18, 13, 3, 48, 17, 86, 50, 100, 84, 86, 97, 50, 82, 14, 48, 1])),
    Glyph(
      weight: 3,
      Stroke([70, 8, 42, 3, 15, 20, 4, 56, 20, 90, 50, 100, 82, 86, 96, 50, 82, 16, 54, 4, 32, 12])),
    Glyph(weight: 2, Stroke([76, 20, 50, 0, 24, 36, 32, 92, 62, 94, 80, 50, 70, 8])),
    Glyph(weight: 1, Stroke([30, 4, 4, 48, 26, 96, 74, 94, 98, 46, 72, 2, 22, 12])),
  ]

  /// A bar; a slightly bent bar; one with a flag; one with a flag and a foot.
  static let ones = [
    Glyph(weight: 7, Stroke([50, 0, 50, 100])),
    Glyph(weight: 3, Stroke([54, 0, 49, 34, 50, 68, 46, 100])),
    Glyph(weight: 2, Stroke([30, 24, 44, 14, 54, 0], [54, 50, 53, 100])),
    Glyph(weight: 1, Stroke([28, 20, 54, 0], [53, 100]), Stroke([26, 99, 80, 98])),
  ]

  /// A plain one; one with a loop at the foot; one with a flat foot, angular; a round sweeping one.
  static let twos = [
    Glyph(
      weight: 4,
      Stroke([10, 26, 28, 4, 62, 2, 82, 24, 64, 56, 34, 80, 8, 97], [50, 95, 96, 96])),
    Glyph(
      weight: 4,
      Stroke([
        12, 22, 38, 0, 74, 10, 78, 38, 54, 68, 24, 92, 6, 90, 14, 74, 40, 78, 66, 94, 98, 86,
      ])),
    Glyph(weight: 2, Stroke([14, 12, 48, 0, 84, 16, 74, 42], [10, 98], [90, 90])),
    Glyph(
      weight: 2, Stroke([4, 16, 34, 6, 66, 8, 70, 32, 48, 66, 14, 92, 34, 90, 70, 92, 100, 78])),
  ]

  /// Two bows meeting at a corner; with a flat top; with a loop in the middle; one wavy line.
  static let threes = [
    Glyph(
      weight: 5,
      Stroke([12, 14, 46, 0, 80, 16, 68, 40, 36, 48], [74, 56, 88, 78, 56, 100, 8, 88])),
    Glyph(weight: 2, Stroke([10, 6, 86, 2], [42, 42], [78, 52, 86, 80, 50, 100, 6, 88])),
    Glyph(
      weight: 2,
      Stroke([
        16, 10, 54, 0, 80, 18, 62, 42, 40, 50, 36, 42, 52, 42, 82, 60, 80, 88, 44, 100, 6, 86,
      ])),
    Glyph(weight: 2, Stroke([6, 10, 44, 2, 72, 18, 56, 44, 76, 62, 74, 86, 42, 100, 12, 98])),
  ]

  /// Open at the top, in two strokes; closed; open, in one round stroke; tall, like a nine.
  static let fours = [
    Glyph(weight: 4, Stroke([16, 4, 12, 30, 6, 56], [50, 58, 94, 52]), Stroke([76, 2, 70, 100])),
    Glyph(weight: 2, Stroke([68, 0, 4, 66], [96, 64]), Stroke([68, 0, 66, 100])),
    Glyph(
      weight: 3, Stroke([14, 2, 8, 34, 24, 54, 56, 50, 82, 34]), Stroke([86, 0, 80, 50, 72, 100])),
    Glyph(weight: 2, Stroke([20, 0, 6, 40, 30, 52, 84, 44]), Stroke([72, 14, 64, 60, 58, 100])),
    Glyph(
      weight: 1, Stroke([70, 4, 38, 24, 10, 50, 44, 54, 80, 48]), Stroke([74, 0, 70, 40, 62, 100])),
  ]
}
