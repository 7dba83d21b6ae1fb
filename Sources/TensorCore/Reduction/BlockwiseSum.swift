import CVectorLoops

/// Sums tensors in a prescribed order, a block at a time, so that what is done with the sum finds it
/// in the nearest cache and memory is gone over once.
package struct BlockwiseSum: Sendable {
  /// One addition: slot `target` plus slot `source`, the sum taking the place of `target`.
  package typealias Addition = (target: Int, source: Int)

  /// So many elements fit, for a few slots, into the second-level cache.
  private static let blockLength = 4096

  private let terms: [Tensor]
  private let additions: [Addition]

  /// - Parameters:
  ///   - terms: Tensors of one count, a slot each; at least one.
  ///   - additions: In order, such that slot 0 holds the sum in the end.
  package init(of terms: [Tensor], inOrder additions: [Addition]) {
    precondition(
      !terms.isEmpty && additions.count == terms.count - 1
        && terms.allSatisfy { $0.count == terms[0].count },
      "\(additions.count) additions of tensors with counts \(terms.map(\.count))")
    self.terms = terms
    self.additions = additions
  }

  /// Hands the finished blocks to a closure, on the threads of a team.
  package func forEachBlock(
    using team: ThreadTeam, _ body: (Range<Int>, UnsafeBufferPointer<Float>) -> Void
  ) {
    let count = terms[0].count
    let blocks = (count + Self.blockLength - 1) / Self.blockLength
    team.forEachSlice(of: blocks, grain: 4) { slice in
      let scratch = MutableTensor(
        shape: Shape(count: additions.isEmpty ? 0 : terms.count * Self.blockLength))
      scratch.withElements { scratch in
        for block in slice {
          let lower = block * Self.blockLength
          let range = lower..<min(count, lower + Self.blockLength)
          body(range, sum(over: range, in: scratch))
        }
      }
    }
  }

  /// The whole sum as a tensor, in given memory if there is some.
  package func sum(into memory: MutableTensor? = nil, using team: ThreadTeam) -> Tensor {
    if terms.count == 1 && memory == nil { return terms[0] }
    let result = memory ?? MutableTensor(shape: terms[0].shape)
    nonisolated(unsafe) let place = result.base
    forEachBlock(using: team) { range, block in
      (place + range.lowerBound).update(from: block.baseAddress!, count: range.count)
    }
    return result.frozen
  }

  private func sum(
    over range: Range<Int>, in scratch: UnsafeMutableBufferPointer<Float>
  ) -> UnsafeBufferPointer<Float> {
    // A slot is read from its term until an addition has written it to the scratch memory.
    withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: terms.count) { slots in
      for (slot, term) in terms.enumerated() {
        slots.initializeElement(at: slot, to: term.base + range.lowerBound)
      }
      for (target, source) in additions {
        let place = scratch.baseAddress! + target * Self.blockLength
        tandem_add(place, slots[target], slots[source], range.count)
        slots[target] = UnsafePointer(place)
      }
      return UnsafeBufferPointer(start: slots[0], count: range.count)
    }
  }
}
