import TensorCore

/// The way of the pen over the paper, as short straight lines, in pixels.
struct PenPath {
  /// The points, stroke behind stroke.
  private(set) var points: [SIMD2<Float>] = []
  /// Half the width of the line at each point.
  private(set) var radii: [Float] = []
  /// Whether the pen goes down at a point rather than coming from the one before it.
  private(set) var isStart: [Bool] = []

  private static let linesPerCurve = 6

  /// Follows a glyph by a hand, replacing what was there, and makes the result fit a square.
  ///
  /// - Parameter side: The side of the square, in pixels, ink included.
  mutating func trace(
    _ glyph: Glyph, by hand: Handwriting, random: inout RandomSequence, side: Float
  ) {
    points.removeAll(keepingCapacity: true)
    radii.removeAll(keepingCapacity: true)
    isStart.removeAll(keepingCapacity: true)
    for stroke in glyph.strokes {
      var begin = random.nextPoint(near: stroke.pieces[0][0], deviation: hand.unsteadiness)
      append(hand.place(begin), isStart: true)
      for (index, piece) in stroke.pieces.enumerated() {
        var knots = [begin]
        for point in piece.dropFirst(index == 0 ? 1 : 0) {
          knots.append(random.nextPoint(near: point, deviation: hand.unsteadiness))
        }
        appendCurve(through: knots, by: hand)
        begin = knots[knots.count - 1]
      }
    }
    setRadii(by: hand)
    fit(into: side, margin: hand.softness / 2)
  }

  private mutating func append(_ point: SIMD2<Float>, isStart: Bool) {
    points.append(point)
    self.isStart.append(isStart)
  }

  /// A Catmull–Rom spline, its ends prolonged by reflection; the first knot is already there.
  private mutating func appendCurve(through knots: [SIMD2<Float>], by hand: Handwriting) {
    for index in 0..<knots.count - 1 {
      let (from, to) = (knots[index], knots[index + 1])
      let before = index > 0 ? knots[index - 1] : from + from - to
      let behind = index + 2 < knots.count ? knots[index + 2] : to + to - from
      let slope = (to - before) * 0.5
      let square = before - from * 2.5 + to * 2 - behind * 0.5
      let cube = (from - to) * 1.5 + (behind - before) * 0.5
      for line in 1...Self.linesPerCurve {
        let t = Float(line) / Float(Self.linesPerCurve)
        append(hand.place(((cube * t + square) * t + slope) * t + from), isStart: false)
      }
    }
  }

  private mutating func setRadii(by hand: Handwriting) {
    let step = 9 / Float(points.count)
    for index in points.indices {
      let swing = PortableMath.sin(hand.pressurePhase + step * Float(index))
      radii.append(hand.radius * (1 + hand.pressureSwing * swing))
    }
  }

  private mutating func fit(into side: Float, margin: Float) {
    var low = points[0]
    var high = points[0]
    var thickest: Float = 0
    for index in points.indices {
      low = pointwiseMin(low, points[index])
      high = pointwiseMax(high, points[index])
      thickest = max(thickest, radii[index])
    }
    let extent = max((high - low).max(), 0.01)
    let scale = (side - 2 * (thickest + margin)) / extent
    let middle = (low + high) * 0.5
    for index in points.indices { points[index] = (points[index] - middle) * scale + side / 2 }
  }
}

extension RandomSequence {
  fileprivate mutating func nextPoint(
    near point: SIMD2<Float>, deviation: Float
  ) -> SIMD2<Float> {
    point + SIMD2(nextNormal(), nextNormal()) * deviation
  }
}
