import CVectorLoops
import Diagnostics

extension VectorLoops {
  /// Divides a block, in Float64 and rounded once; false if some quotient is infinite or not a number.
  package static func divide(
    _ block: UnsafeBufferPointer<Float>, by divisor: Double,
    into place: UnsafeMutableBufferPointer<Float>
  ) -> Bool {
    require(block.count == place.count, "blocks of \(block.count) and \(place.count)")
    return tandem_divide_checking(place.baseAddress, block.baseAddress, divisor, block.count)
  }

  /// Multiplies a block by a number.
  package static func scale(
    _ block: UnsafeBufferPointer<Float>, by factor: Float,
    into place: UnsafeMutableBufferPointer<Float>
  ) {
    require(block.count == place.count, "blocks of \(block.count) and \(place.count)")
    tandem_scale(place.baseAddress, block.baseAddress, factor, block.count)
  }

  /// Brings the elements of a block between −limit and limit.
  package static func clip(
    _ block: UnsafeBufferPointer<Float>, to limit: Float,
    into place: UnsafeMutableBufferPointer<Float>
  ) {
    require(block.count == place.count, "blocks of \(block.count) and \(place.count)")
    tandem_clip(place.baseAddress, block.baseAddress, limit, block.count)
  }

  /// The sum of the squares of some elements, gathered in Float64 in an order that follows from their
  /// number.
  package static func sumOfSquares(_ elements: UnsafeBufferPointer<Float>) -> Double {
    tandem_sum_of_squares(elements.baseAddress, elements.count)
  }

  /// Moves elements towards others by a part of the way, and onto them by all of it.
  package static func follow(
    _ leader: UnsafeBufferPointer<Float>, by follower: UnsafeMutableBufferPointer<Float>,
    rest: Float
  ) {
    require(leader.count == follower.count, "blocks of \(leader.count) and \(follower.count)")
    if rest == 1 {
      // What they were may be infinite, and is of no meaning.
      follower.baseAddress?.update(from: leader.baseAddress!, count: leader.count)
    } else {
      tandem_follow(follower.baseAddress, leader.baseAddress, rest, leader.count)
    }
  }
}
