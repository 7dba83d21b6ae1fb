import Diagnostics
import Synchronization

/// Records what a forward pass does with watched tensors, and differentiates it.
///
/// Every operator leaves a record with its pullback: a closure that turns the gradient of the result
/// into gradients of the operands. ``gradients(of:withRespectTo:unconnected:)`` runs them backwards.
/// Nothing is recorded for tensors that no watched tensor went into. A tape may be asked several
/// times, for other targets and other sources.
///
///     let tape = GradientTape()
///     let x = tape.watch(Tensor([1, 2, 3]))
///     let y = sum(x * x)
///     let dx = tape.gradient(of: y, withRespectTo: x)  // 2, 4, 6
///
/// A tape does not record its own backward pass. For derivatives of derivatives it lies inside another
/// tape, which does:
///
///     let outer = GradientTape()
///     let x = outer.watch(Tensor([1, 2, 3]))
///     let inner = GradientTape(inside: outer)
///     let u = inner.watch(x)
///     let first = inner.gradient(of: u * u * u, withRespectTo: u)  // 3, 12, 27
///     let second = outer.gradient(of: first, withRespectTo: x)  // 6, 12, 18
///
/// Source: Keras and TensorFlow's `tf.GradientTape`, with `persistent=True`.
public final class GradientTape: Sendable {
  /// Turns the gradient of an operator's result into those of its operands.
  public typealias Pullback = @Sendable (_ gradient: Tensor, _ sink: inout GradientSink) -> Void

  private struct Record: Sendable {
    let shape: Shape
    let pullback: Pullback?
    // Whether a tape outside this one follows an operand as well.
    let isFollowed: Bool
    // Whether the pullback was made for this tape and no other.
    let servesOneTape: Bool
  }

  /// The tape that differentiates what this one computes, if any.
  public let outer: GradientTape?
  // How many tapes lie outside this one.
  let depth: Int
  private let records = Mutex<[Record]>([])
  // What watched tensors are called in messages, by the index of the record.
  private let labels = Mutex<[Int: String]>([:])

  /// A tape with nothing on it.
  ///
  /// - Parameter outer: The tape that this one lies inside of, and that follows its backward pass; none
  ///   by default.
  public init(inside outer: GradientTape? = nil) {
    self.outer = outer
    depth = outer.map { $0.depth + 1 } ?? 0
    records.withLock { $0.reserveCapacity(16) }
  }

  /// The same tensor, from here on followed by the tape.
  ///
  /// What the tape knew of it before is forgotten. The tape has to lie inside those that follow the
  /// tensor already, or outside them.
  ///
  /// - Parameters:
  ///   - tensor: What gradients may be wanted of.
  ///   - label: What it is called in messages, such as the path of a variable.
  public func watch(_ tensor: Tensor, named label: String? = nil) -> Tensor {
    guard let origin = tensor.origin, origin.place != nil else {
      return append(tensor.detached, pullback: nil, label: label)
    }
    let others = origin.tapes.filter { $0 !== self }
    for other in others {
      require(
        isInside(other) || other.isInside(self),
        """
        watch takes a tensor of shape \(tensor.shape) from another tape, which this one is not \
        inside of: make it by GradientTape(inside: other), or watch the detached tensor
        """)
    }
    let outside = tensor.with(origin: origin.seenFromOutside(self))
    let watched = append(outside, pullback: nil, label: label)
    // The tapes inside this one go on from here.
    return others.reversed().reduce(watched) { tensor, tape in
      guard tape.depth > depth, let index = origin.index(on: tape) else { return tensor }
      return tensor.with(origin: TensorOrigin(place: (tape, index), outer: tensor.origin))
    }
  }

  /// The gradients of a tensor with respect to watched ones.
  ///
  /// - Parameters:
  ///   - target: What is differentiated; where it has several elements, their sum is.
  ///   - sources: Tensors returned by ``watch(_:named:)`` or made from those.
  ///   - unconnected: What to do about a source that the target does not depend on; by default that is
  ///     an error, since it mostly is one.
  /// - Returns: A gradient for each source, in its shape. The tapes outside this one follow it.
  public func gradients(
    of target: Tensor, withRespectTo sources: [Tensor], unconnected: Unconnected = .error
  ) -> [Tensor] {
    gradients(of: [target], withRespectTo: sources, unconnected: unconnected)
  }

  /// The gradient of a tensor with respect to a watched one.
  public func gradient(
    of target: Tensor, withRespectTo source: Tensor, unconnected: Unconnected = .error
  ) -> Tensor {
    gradients(of: [target], withRespectTo: [source], unconnected: unconnected)[0]
  }

  /// The gradients of the sum of several tensors, whatever their shapes.
  public func gradients(
    of targets: [Tensor], withRespectTo sources: [Tensor], unconnected: Unconnected = .error
  ) -> [Tensor] {
    let wanted = sources.map { place(of: $0, as: "a source") }
    // What is watched and not asked for, such as all weights when an input is, costs nothing.
    let ends = records.withLock { $0.map { $0.pullback == nil } }
    var sink = GradientSink(recordCount: ends.count, kept: wanted, ends: ends)
    run(from: targets, scale: 1, unconnected: unconnected, into: &sink)
    return zip(wanted, sources).map { index, source in
      if let gradient = sink.gradient(at: index) {
        return gradient.isFollowed ? gradient : gradient.detached
      }
      require(
        unconnected == .zero,
        """
        \(name(ofSource: index, source)) has no gradient: \(Self.words(for: targets)) not depend on \
        it. If that is meant, ask for unconnected: .zero
        """)
      return .zeros(source.shape)
    }
  }

  /// The elements of all results on the tape, those of watched tensors not counted.
  package var computedElements: Int {
    records.withLock { records in
      records.reduce(0) { $1.pullback == nil ? $0 : $0 + $1.shape.elementCount }
    }
  }

  /// Differentiates into memory that is there already.
  ///
  /// - Parameters:
  ///   - target: What is differentiated.
  ///   - scale: What the target counts for.
  ///   - sources: Watched tensors.
  ///   - destinations: A place for the gradient of each source, overwritten; with zeros if the target
  ///     does not depend on it.
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
    for (index, destination) in zip(indices, destinations) {
      sink.setDestination(destination, at: index)
    }
    run(from: [target], scale: scale, unconnected: .error, into: &sink)
    return indices.map { sink.finishDestination(at: $0) }
  }

  /// Whether a tape follows this one's backward pass.
  func isInside(_ other: GradientTape) -> Bool {
    var tape = outer
    while let next = tape {
      if next === other { return true }
      tape = next.outer
    }
    return false
  }

  func append(
    _ tensor: Tensor, pullback: Pullback?, logits: Logits? = nil, isFollowed: Bool = false,
    servesOneTape: Bool = false, label: String? = nil
  ) -> Tensor {
    let record = Record(
      shape: tensor.shape, pullback: pullback, isFollowed: isFollowed,
      servesOneTape: servesOneTape)
    let index = records.withLock { records in
      records.append(record)
      return records.count - 1
    }
    if let label { labels.withLock { $0[index] = label } }
    return tensor.with(
      origin: TensorOrigin(place: (self, index), logits: logits, outer: tensor.origin))
  }

  private func run(
    from targets: [Tensor], scale: Float, unconnected: Unconnected, into sink: inout GradientSink
  ) {
    var last = -1
    for target in targets {
      if unconnected == .zero && target.origin?.index(on: self) == nil { continue }
      let index = place(of: target, as: "the target")
      sink.contribute(
        Tensor(repeating: scale, shape: target.shape), to: Operand(index: index))
      last = max(last, index)
    }
    let records = records.withLock { $0 }
    for index in stride(from: last, through: 0, by: -1) {
      guard let shape = sink.shape(at: index) else { continue }
      require(
        shape == records[index].shape,
        "a pullback gave a gradient of shape \(shape) for a tensor of \(records[index].shape)")
      guard let pullback = records[index].pullback, let gradient = sink.gradient(at: index) else {
        continue
      }
      if outer != nil {
        sink.isFollowed = records[index].isFollowed || gradient.isFollowed
        require(
          !(sink.isFollowed && records[index].servesOneTape),
          """
          an operator whose pullback is for one tape is differentiated twice: \
          make a pullback for each Recording
          """)
      }
      pullback(gradient, &sink)
      sink.release(index)
    }
  }

  private func place(of tensor: Tensor, as role: String) -> Int {
    guard let index = tensor.origin?.index(on: self) else {
      requirementFailure(
        "\(role) of shape \(tensor.shape) is not on this tape: watch it, or what it is made from")
    }
    return index
  }

  private func name(ofSource index: Int, _ source: Tensor) -> String {
    guard let label = labels.withLock({ $0[index] }) else {
      return "a source of shape \(source.shape)"
    }
    return "\(label)\(source.shape)"
  }

  private static func words(for targets: [Tensor]) -> String {
    targets.count == 1
      ? "the target of shape \(targets[0].shape) does" : "the \(targets.count) targets do"
  }
}
