/// A sheet of 20×20 pixels on which a pen leaves ink with soft edges.
struct DigitCanvas {
  /// Its side: MNIST's digits were fitted into a square of this size before they were centred.
  static let side = 20
  private static let imageSide = 28

  private var ink = [Float](repeating: 0, count: side * side)

  /// Wipes the sheet and draws a path in pixels; ink darker than 1 is 1.
  mutating func draw(_ path: PenPath, softness: Float, darkness: Float) {
    ink.withUnsafeMutableBufferPointer { ink in
      ink.update(repeating: 0)
      for index in path.points.indices.dropFirst() where !path.isStart[index] {
        Self.drawLine(
          from: path.points[index - 1], to: path.points[index],
          radii: (path.radii[index - 1], path.radii[index]), softness: softness, on: ink)
      }
      for place in ink.indices { ink[place] = min(ink[place] * darkness, 1) }
    }
  }

  /// Covers the pixels near a line by how near they are; the darkest line wins.
  private static func drawLine(
    from start: SIMD2<Float>, to end: SIMD2<Float>, radii: (Float, Float), softness: Float,
    on ink: UnsafeMutableBufferPointer<Float>
  ) {
    let reach = max(radii.0, radii.1) + softness / 2
    let low = pointwiseMin(start, end) - reach
    let high = pointwiseMax(start, end) + reach
    let columns = pixels(from: low.x, to: high.x)
    let rows = pixels(from: low.y, to: high.y)
    let way = end - start
    let wayX = way.x, wayY = way.y
    let inverseSquare = 1 / max(wayX * wayX + wayY * wayY, 1e-6)
    for row in rows {
      let y = Float(row) + 0.5 - start.y
      for column in columns {
        let x = Float(column) + 0.5 - start.x
        let along = min(max((x * wayX + y * wayY) * inverseSquare, 0), 1)
        let (missX, missY) = (x - along * wayX, y - along * wayY)
        let distance = (missX * missX + missY * missY).squareRoot()
        let radius = radii.0 + (radii.1 - radii.0) * along
        let cover = min(max((radius - distance) / softness + 0.5, 0), 1)
        let place = row * side + column
        ink[place] = max(ink[place], cover)
      }
    }
  }

  private static func pixels(from low: Float, to high: Float) -> Range<Int> {
    let first = max(Int(low), 0)
    return first..<max(first, min(Int(high) + 1, side))
  }

  /// Copies the sheet into an image of 28×28 pixels so that the centre of the ink's mass comes to
  /// lie in the middle, to the nearest whole pixel, as in MNIST.
  func write(to image: UnsafeMutableRawBufferPointer) {
    image.initializeMemory(as: UInt8.self, repeating: 0)
    let (shiftX, shiftY) = shiftToCentre()
    for row in 0..<Self.side where 0..<Self.imageSide ~= row + shiftY {
      for column in 0..<Self.side where 0..<Self.imageSide ~= column + shiftX {
        let value = ink[row * Self.side + column] * 255 + 0.5
        image[(row + shiftY) * Self.imageSide + column + shiftX] = UInt8(value)
      }
    }
  }

  private func shiftToCentre() -> (Int, Int) {
    var mass: Float = 1e-6
    var (momentX, momentY): (Float, Float) = (0, 0)
    for row in 0..<Self.side {
      for column in 0..<Self.side {
        let value = ink[row * Self.side + column]
        mass += value
        momentX += value * (Float(column) + 0.5)
        momentY += value * (Float(row) + 0.5)
      }
    }
    let middle = Float(Self.imageSide) / 2
    return (
      Int((middle - momentX / mass).rounded()), Int((middle - momentY / mass).rounded())
    )
  }
}
