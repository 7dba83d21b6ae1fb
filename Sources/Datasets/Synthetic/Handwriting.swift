import TensorCore

/// How one example is written: everything that chance decides but the course of the pen.
struct Handwriting {
  /// Columns of the matrix that turns, slants and stretches.
  let columns: (SIMD2<Float>, SIMD2<Float>)
  /// Waves that bend the paper, smoothly.
  let waves: [Wave]
  /// How far the pen misses each point, as a standard deviation in units of the digit's height.
  let unsteadiness: Float
  /// Half the width of a stroke, in pixels.
  let radius: Float
  /// How much the width varies along the pen's way, as a fraction.
  let pressureSwing: Float
  /// Where in its swing the pressure begins, in radians.
  let pressurePhase: Float
  /// The width of the soft edge of a stroke, in pixels.
  let softness: Float
  /// How dark the ink is, at most 1.
  let darkness: Float

  /// A displacement of each point by the sine of its place.
  struct Wave {
    let direction: SIMD2<Float>
    let phase: Float
    let displacement: SIMD2<Float>
  }

  /// Draws a hand.
  init(from random: inout RandomSequence) {
    let angle = 0.13 * random.nextNormal()
    let slant = 0.10 + 0.24 * random.nextNormal()
    let width = 0.82 * PortableMath.exp(0.20 * random.nextNormal())
    let (sine, cosine) = (PortableMath.sin(angle), PortableMath.cos(angle))
    // Rotation × slant × stretch; y points downwards, so a positive slant leans right at the top.
    columns = (
      SIMD2(cosine, sine) * width,
      SIMD2(-cosine * slant - sine, -sine * slant + cosine)
    )
    // A tenth of the hands are careless.
    let isCareless = random.nextUniform() < 0.1
    let amplitude: Float = isCareless ? 0.075 : 0.05
    waves = (0..<3).map { _ in Wave(from: &random, amplitude: amplitude) }
    unsteadiness = isCareless ? 0.034 : 0.017
    radius = min(max(1.1 * PortableMath.exp(0.28 * random.nextNormal()), 0.6), 1.9)
    pressureSwing = random.nextUniform(in: 0..<0.3)
    pressurePhase = random.nextUniform(in: 0..<6.283)
    softness = random.nextUniform(in: 0.8..<1.5)
    darkness = random.nextUniform(in: 0.92..<1.3)
  }

  /// Where a point of the glyph comes to lie.
  func place(_ point: SIMD2<Float>) -> SIMD2<Float> {
    var bent = point
    for wave in waves {
      let argument = (wave.direction * point).sum() + wave.phase
      bent += wave.displacement * PortableMath.sin(argument)
    }
    return columns.0 * bent.x + columns.1 * bent.y
  }
}

extension Handwriting.Wave {
  /// Draws a wave whose length is 1 to 2.5 times the height of a digit.
  init(from random: inout RandomSequence, amplitude: Float) {
    let turn = random.nextUniform(in: 0..<6.283)
    let frequency = random.nextUniform(in: 2.5..<6.3)
    direction = SIMD2(PortableMath.cos(turn), PortableMath.sin(turn)) * frequency
    phase = random.nextUniform(in: 0..<6.283)
    displacement = SIMD2(random.nextNormal(), random.nextNormal()) * amplitude
  }
}
