import CVectorLoops
import Diagnostics

/// Normally distributed numbers, drawn for each example by itself.
///
/// What an example gets depends on the stream and its address alone: phase, stage, epoch, step, the index
/// of the example in the global batch, and the element's place within the example. So the same numbers are
/// drawn however a batch is cut into shards, and whoever computes them.
///
///     let noise = randomNormal(shape: [rows, 2], from: scope.randomStream, at: scope.address)
///
/// - Parameters:
///   - shape: `[examples, …]`.
///   - mean: What they scatter about; 0 by default.
///   - deviation: How far; 1 by default.
///   - stream: Whose bits decide.
///   - address: Where in the training the first example stands.
///   - team: Shares out the examples.
///
/// Source: Box and Muller, "A note on the generation of random normal deviates", 1958.
public func randomNormal(
  shape: Shape, mean: Float = 0, deviation: Float = 1, from stream: RandomStream,
  at address: StepAddress, using team: ThreadTeam = .serial
) -> Tensor {
  require(
    mean.isFinite && deviation.isFinite && deviation >= 0,
    """
    randomNormal takes a finite mean and a deviation that is not negative, \
    not \(mean) and \(deviation)
    """)
  return drawn(shape, from: stream, at: address, using: team, in: "randomNormal") {
    tandem_random_normal_rows($0, $1, $2, mean, deviation, $3, $4, $5, $6)
  }
}

/// Uniformly distributed numbers, drawn for each example by itself: lower + (upper − lower) · u, u being a
/// multiple of 2⁻²⁴ in 0..<1, which rounding may bring to the upper end of a range far from 0.
///
/// What an example gets depends on the stream and its address alone, as with
/// ``randomNormal(shape:mean:deviation:from:at:using:)``.
///
/// - Parameters:
///   - shape: `[examples, …]`.
///   - range: Where they lie; 0..<1 by default.
///   - stream: Whose bits decide.
///   - address: Where in the training the first example stands.
///   - team: Shares out the examples.
public func randomUniform(
  shape: Shape, in range: Range<Float> = 0..<1, from stream: RandomStream,
  at address: StepAddress, using team: ThreadTeam = .serial
) -> Tensor {
  require(
    (range.upperBound - range.lowerBound).isFinite,
    "randomUniform takes a range of finite width, not \(range)")
  return drawn(shape, from: stream, at: address, using: team, in: "randomUniform") {
    tandem_random_uniform_rows($0, $1, $2, range.lowerBound, range.upperBound, $3, $4, $5, $6)
  }
}

/// - Parameter draw: Fills some rows of so many columns by a key, the index of the first of them, the step
///   and the word of epoch, stage and phase.
private func drawn(
  _ shape: Shape, from stream: RandomStream, at address: StepAddress, using team: ThreadTeam,
  in name: StaticString,
  by draw:
    @Sendable (
      UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int, _ key: [UInt32], _ first: UInt32,
      _ step: UInt32, _ word: UInt32
    ) -> Void
) -> Tensor {
  require(shape.rank >= 1, "\(name) draws for examples along the first axis, not a scalar")
  let result = MutableTensor(shape: shape)
  let rows = Shape(rows: shape[0], columns: shape.elementCount / max(1, shape[0]))
  let columns = rows[1]
  // Kept alive below, until every slice is done.
  nonisolated(unsafe) let target = result.base
  team.forEachSlice(ofRows: rows) { rows in
    draw(
      target + rows.lowerBound * columns, rows.count, columns, [stream.key.x, stream.key.y],
      UInt32(truncatingIfNeeded: address.firstExample + rows.lowerBound),
      UInt32(truncatingIfNeeded: address.step), address.word)
  }
  withExtendedLifetime(result) {}
  return result.frozen
}
