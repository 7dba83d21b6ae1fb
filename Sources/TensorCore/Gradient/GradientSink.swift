import Diagnostics

/// Collects the gradients of a backward pass, summing those of a tensor that was used repeatedly.
public struct GradientSink {
  private enum Slot {
    case empty
    /// A gradient as it was handed in, shared with nobody knows whom.
    case given(Tensor)
    /// A gradient in memory of the sink's own.
    case own(MutableTensor)
    /// Memory given in advance, not yet written.
    case destination(GradientDestination)
    /// Memory given in advance that holds some rows of the gradient, packed at its beginning; the
    /// others are zero.
    case rows(MutableTensor, LiveColumns)
    /// Memory given in advance, holding the sum so far.
    case filled(MutableTensor)
  }

  private var slots: [Slot]
  private let kept: Set<Int>
  // What is watched and nobody asks for; empty if there is no such thing.
  private let idle: [Bool]

  /// Whether another tape differentiates what the pullback computes, as it follows the gradient or an
  /// operand. What is contributed has to be made by operators on tensors then, not in place.
  public internal(set) var isFollowed = false

  /// - Parameters:
  ///   - recordCount: How many records the tape has.
  ///   - kept: Those whose gradients are asked for.
  ///   - ends: Of each record whether it is a watched tensor, if some of these may not be asked for.
  init(recordCount: Int, kept: [Int], ends: [Bool] = []) {
    slots = Array(repeating: .empty, count: recordCount)
    self.kept = Set(kept)
    var idle = ends
    for index in kept where !idle.isEmpty { idle[index] = false }
    self.idle = idle
  }

  /// The index of an operand whose gradient is of use.
  private func wantedIndex(_ operand: Operand) -> Int? {
    guard let index = operand.index, idle.isEmpty || !idle[index] else { return nil }
    return index
  }

  /// Whether anybody wants the gradient of an operand; where not, a pullback saves the work.
  public func wants(_ operand: Operand) -> Bool { wantedIndex(operand) != nil }

  /// Adds a finished gradient to what an operand has received so far.
  public mutating func contribute(_ gradient: Tensor, to operand: Operand) {
    guard let index = wantedIndex(operand) else { return }
    switch slots[index] {
    case .empty:
      slots[index] = .given(gradient)
    case .destination(let destination):
      destination.memory.copy(from: gradient)
      slots[index] = .filled(destination.memory)
    case .given(let sum) where sum.isFollowed || gradient.isFollowed:
      slots[index] = .given(sum + gradient)
    case .own(let sum) where gradient.isFollowed:
      slots[index] = .given(sum.frozen + gradient)
    case .given, .own, .filled, .rows:
      let sum = writable(at: index)
      addElements(of: gradient, to: sum)
    }
  }

  /// Lets a closure write the elements of a gradient where they belong, without a buffer in between.
  ///
  /// Only where ``isFollowed`` is false: no tape could follow what is written.
  ///
  /// - Parameters:
  ///   - operand: Whose gradient it is.
  ///   - shape: The operand's shape.
  ///   - write: Receives the elements in row-major order, and whether to add to what is there (else to
  ///     overwrite it). Not called if nobody wants the gradient.
  public mutating func contribute(
    to operand: Operand, shape: Shape,
    writingElements write: (UnsafeMutableBufferPointer<Float>, _ accumulate: Bool) -> Void
  ) {
    contribute(to: operand, shape: shape) { place, accumulate in
      place.withElements { write($0, accumulate) }
    }
  }

  /// Lets a closure write a gradient where it belongs, without a buffer in between.
  ///
  /// - Parameters:
  ///   - operand: Whose gradient it is.
  ///   - shape: The operand's shape.
  ///   - write: Receives the place, and whether to add to what is there (else to overwrite it). Not
  ///     called if nobody wants the gradient.
  package mutating func contribute(
    to operand: Operand, shape: Shape, write: (MutableTensor, _ accumulate: Bool) -> Void
  ) {
    guard let index = wantedIndex(operand) else { return }
    require(
      !isFollowed,
      "a pullback wrote a gradient of shape \(shape) in place that another tape follows")
    switch slots[index] {
    case .empty:
      let fresh = MutableTensor(shape: shape)
      write(fresh, false)
      slots[index] = .own(fresh)
    case .given(let sum) where sum.isFollowed:
      let fresh = MutableTensor(shape: shape)
      write(fresh, false)
      slots[index] = .given(sum + fresh.frozen)
    case .destination(let destination):
      write(destination.memory, false)
      slots[index] = .filled(destination.memory)
    case .given, .own, .filled, .rows:
      write(writable(at: index), true)
    }
  }

  /// Lets a closure write the rows of a matrix's gradient that are not zero, one after the other.
  ///
  /// They stay packed where the destination takes them so, and are brought to their places otherwise.
  mutating func contribute(
    rows live: LiveColumns, to operand: Operand, shape: Shape, write: (MutableTensor) -> Void
  ) {
    guard let index = wantedIndex(operand) else { return }
    let packedShape = Shape(rows: live.count, columns: shape[1])
    if case .destination(let destination) = slots[index], destination.takesRows {
      write(destination.memory.slice(from: 0, shape: packedShape))
      slots[index] = .rows(destination.memory, live)
      return
    }
    let packed = MutableTensor(shape: packedShape)
    write(packed)
    contribute(to: operand, shape: shape) { place, accumulate in
      live.unpackRows(of: packed.frozen, into: place, accumulate: accumulate)
    }
  }

  mutating func gradient(at index: Int) -> Tensor? {
    switch slots[index] {
    case .empty, .destination: nil
    case .given(let tensor): tensor
    case .own(let tensor), .filled(let tensor): tensor.frozen
    case .rows: writable(at: index).frozen
    }
  }

  /// The shape of what has been contributed so far, if anything has.
  func shape(at index: Int) -> Shape? {
    switch slots[index] {
    case .empty, .destination: nil
    case .given(let tensor): tensor.shape
    case .own(let tensor), .filled(let tensor), .rows(let tensor, _): tensor.shape
    }
  }

  /// The rows that the destination holds, packed; nil if it holds the whole gradient. What nobody has
  /// contributed to becomes zero.
  func finishDestination(at index: Int) -> LiveColumns? {
    switch slots[index] {
    case .rows(_, let live): return live
    case .destination(let destination): destination.memory.fill(with: 0)
    case .empty, .given, .own, .filled: break
    }
    return nil
  }

  mutating func setDestination(_ destination: GradientDestination, at index: Int) {
    guard case .empty = slots[index] else {
      requirementFailure("a source of shape \(destination.memory.shape) has two destinations")
    }
    slots[index] = .destination(destination)
  }

  /// Lets the memory of an intermediate gradient go back to the pool.
  mutating func release(_ index: Int) {
    if kept.contains(index) { return }
    switch slots[index] {
    case .filled, .rows: return
    case .empty, .given, .own, .destination: slots[index] = .empty
    }
  }

  private mutating func writable(at index: Int) -> MutableTensor {
    switch slots[index] {
    case .own(let tensor), .filled(let tensor):
      return tensor
    case .rows(let tensor, let live):
      live.unpackRows(in: tensor)
      slots[index] = .filled(tensor)
      return tensor
    case .given(let tensor):
      let copy = MutableTensor(copying: tensor)
      slots[index] = .own(copy)
      return copy
    case .empty, .destination:
      requirementFailure("nothing has been contributed to record \(index)")
    }
  }
}
