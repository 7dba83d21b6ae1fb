import Diagnostics
import Synchronization

/// Records what a forward pass does with watched tensors, and differentiates it.
///
/// Every operator leaves a record with its pullback: a closure that turns the gradient of the result
/// into gradients of the operands. ``gradients(of:withRespectTo:)`` runs them backwards. Nothing is
/// recorded for tensors that no watched tensor went into. A tape may be asked several times; it
/// does not record its own backward pass, so it gives first derivatives only.
///
///     let tape = GradientTape()
///     let x = tape.watch(Tensor([1, 2, 3]))
///     let y = sum(x * x)
///     let dx = tape.gradients(of: y, withRespectTo: [x])[0]  // 2, 4, 6
///
/// Source: Keras and TensorFlow's `tf.GradientTape`, with `persistent=True`.
public final class GradientTape: Sendable {
  /// Turns the gradient of an operator's result into those of its operands.
  public typealias Pullback = @Sendable (_ gradient: Tensor, _ sink: inout GradientSink) -> Void

  private struct Record: Sendable {
    let shape: Shape
    let pullback: Pullback?
  }

  private let records = Mutex<[Record]>([])

  /// A tape with nothing on it.
  public init() {
    records.withLock { $0.reserveCapacity(16) }
  }

  /// The same tensor, from here on followed by the tape.
  public func watch(_ tensor: Tensor) -> Tensor {
    append(tensor.detached, pullback: nil, logits: nil)
  }

  /// The gradients of a tensor with respect to watched ones.
  ///
  /// - Parameters:
  ///   - target: What is differentiated; where it has several elements, their sum is.
  ///   - sources: Tensors returned by ``watch(_:)`` or made from those.
  /// - Returns: A gradient for each source, in its shape; zeros where the target does not depend on
  ///   it.
  public func gradients(of target: Tensor, withRespectTo sources: [Tensor]) -> [Tensor] {
    let wanted = sources.map { place(of: $0, as: "a source") }
    var sink = GradientSink(recordCount: records.withLock { $0.count }, kept: wanted)
    run(from: target, scale: 1, into: &sink)
    return zip(wanted, sources).map { index, source in
      sink.gradient(at: index)?.detached ?? .zeros(source.shape)
    }
  }

  /// Differentiates into memory that is there already.
  ///
  /// - Parameters:
  ///   - target: What is differentiated.
  ///   - scale: What the target counts for.
  ///   - sources: Watched tensors.
  ///   - destinations: A place for the gradient of each source, overwritten.
  /// - Returns: For each source the rows that its destination holds, packed; nil where it holds the
  ///   whole gradient.
  @discardableResult
  package func differentiate(
    _ target: Tensor, scaledBy scale: Float, withRespectTo sources: [Tensor],
    into destinations: [GradientDestination]
  ) -> [LiveColumns?] {
    require(
      sources.count == destinations.count,
      "\(sources.count) sources and \(destinations.count) destinations")
    var sink = GradientSink(recordCount: records.withLock { $0.count }, kept: [])
    let indices = sources.map { place(of: $0, as: "a source") }
    require(
      Set(indices).count == indices.count, "one of \(sources.count) sources has two destinations")
    for (index, destination) in zip(indices, destinations) {
      sink.setDestination(destination, at: index)
    }
    run(from: target, scale: scale, into: &sink)
    return indices.map { sink.finishDestination(at: $0) }
  }

  func append(_ tensor: Tensor, pullback: Pullback?, logits: Tensor?) -> Tensor {
    let index = records.withLock { records in
      records.append(Record(shape: tensor.shape, pullback: pullback))
      return records.count - 1
    }
    return tensor.with(origin: TensorOrigin(place: (self, index), logits: logits))
  }

  private func run(from target: Tensor, scale: Float, into sink: inout GradientSink) {
    let last = place(of: target, as: "the target")
    sink.contribute(Tensor(repeating: scale, shape: target.shape), to: Operand(index: last))
    for index in stride(from: last, through: 0, by: -1) {
      guard let shape = sink.shape(at: index) else { continue }
      let record = records.withLock { $0[index] }
      require(
        shape == record.shape,
        "a pullback gave a gradient of shape \(shape) for a tensor of \(record.shape)")
      guard let pullback = record.pullback, let gradient = sink.gradient(at: index) else {
        continue
      }
      pullback(gradient, &sink)
      sink.release(index)
    }
  }

  private func place(of tensor: Tensor, as role: String) -> Int {
    guard let place = tensor.origin?.place, place.tape === self else {
      requirementFailure(
        "\(role) of shape \(tensor.shape) is not on this tape: watch it, or what it is made from")
    }
    return place.index
  }
}
