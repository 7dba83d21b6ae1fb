/// Collects the gradients of a backward pass, summing those of a tensor that was used repeatedly.
public struct GradientSink {
  private enum Slot {
    case empty
    /// A gradient as it was handed in, shared with nobody knows whom.
    case given(Tensor)
    /// A gradient in memory of the sink's own.
    case own(MutableTensor)
    /// Memory given in advance, not yet written.
    case destination(MutableTensor)
    /// Memory given in advance, holding the sum so far.
    case filled(MutableTensor)
  }

  private var slots: [Slot]
  private let kept: Set<Int>

  init(recordCount: Int, kept: [Int]) {
    slots = Array(repeating: .empty, count: recordCount)
    self.kept = Set(kept)
  }

  /// Whether anybody wants the gradient of an operand; where not, a pullback saves the work.
  public func wants(_ operand: Operand) -> Bool { operand.index != nil }

  /// Adds a finished gradient to what an operand has received so far.
  public mutating func contribute(_ gradient: Tensor, to operand: Operand) {
    guard let index = operand.index else { return }
    switch slots[index] {
    case .empty:
      slots[index] = .given(gradient)
    case .destination(let destination):
      destination.copy(from: gradient)
      slots[index] = .filled(destination)
    case .given, .own, .filled:
      let sum = writable(at: index)
      addElements(of: gradient, to: sum)
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
    guard let index = operand.index else { return }
    switch slots[index] {
    case .empty:
      let fresh = MutableTensor(shape: shape)
      write(fresh, false)
      slots[index] = .own(fresh)
    case .destination(let destination):
      write(destination, false)
      slots[index] = .filled(destination)
    case .given, .own, .filled:
      write(writable(at: index), true)
    }
  }

  func gradient(at index: Int) -> Tensor? {
    switch slots[index] {
    case .empty, .destination: nil
    case .given(let tensor): tensor
    case .own(let tensor), .filled(let tensor): tensor.frozen
    }
  }

  func isFilled(_ index: Int) -> Bool {
    if case .filled = slots[index] { true } else { false }
  }

  mutating func setDestination(_ destination: MutableTensor, at index: Int) {
    slots[index] = .destination(destination)
  }

  /// Lets the memory of an intermediate gradient go back to the pool.
  mutating func release(_ index: Int) {
    if kept.contains(index) { return }
    if case .filled = slots[index] { return }
    slots[index] = .empty
  }

  private mutating func writable(at index: Int) -> MutableTensor {
    switch slots[index] {
    case .own(let tensor), .filled(let tensor), .destination(let tensor):
      return tensor
    case .given(let tensor):
      let copy = MutableTensor(shape: tensor.shape)
      copy.copy(from: tensor)
      slots[index] = .own(copy)
      return copy
    case .empty:
      preconditionFailure("nothing has been contributed to record \(index)")
    }
  }
}
