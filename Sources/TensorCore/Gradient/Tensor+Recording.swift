import Diagnostics

extension Tensor {
  /// Puts the result of an operator on the tapes of its operands; returns it unchanged if none of
  /// them is watched.
  ///
  ///     func cube(_ x: Tensor) -> Tensor {
  ///       let y = x.detached * x.detached * x.detached
  ///       return y.recorded(from: [x]) { tape in
  ///         let (operand, x) = (tape.operand(x), tape.value(of: x))
  ///         return { gradient, sink in sink.contribute(gradient * x * x * 3, to: operand) }
  ///       }
  ///     }
  ///
  /// - Parameters:
  ///   - operands: The operator's operands. Where several tapes follow them, each of these lies inside
  ///     the next.
  ///   - pullback: Makes the pullback for a tape. It computes with what the tape lends it, by
  ///     operators on tensors; or in place, unless ``GradientSink/isFollowed`` says that another
  ///     tape differentiates what it computes.
  public func recorded(
    from operands: [Tensor], pullback: (Recording) -> GradientTape.Pullback
  ) -> Tensor {
    recorded(from: operands, logits: nil, pullback: pullback)
  }

  /// The same for an operator that is differentiated once: operands on several tapes stop the
  /// program.
  ///
  /// - Parameters:
  ///   - operands: The operator's operands, all of one tape or of none.
  ///   - pullback: What to do with the gradient of the result. It captures operands detached, and
  ///     calls them by their ``operand``.
  public func recorded(
    from operands: [Tensor], pullback: @escaping GradientTape.Pullback
  ) -> Tensor {
    switch Following(operands) {
    case .nobody: return self
    case .one(let tape): return tape.append(self, pullback: pullback, servesOneTape: true)
    case .several(let tapes):
      requirementFailure(
        """
        an operator whose pullback is for one tape met operands on \(tapes.count): \
        make a pullback for each Recording
        """)
    }
  }

  /// The same for a result that remembers the logits it was made from.
  func recorded(
    from operands: [Tensor], logits: Logits?, pullback: (Recording) -> GradientTape.Pullback
  ) -> Tensor {
    switch Following(operands) {
    case .nobody:
      guard let logits else { return self }
      return with(origin: TensorOrigin(place: nil, logits: logits))
    case .one(let tape):
      return tape.append(
        self, pullback: pullback(Recording(tape: tape, result: self)), logits: logits)
    case .several(let tapes):
      var result = self
      // Outermost first: the pullback of an inner tape may use the result as those outside know it.
      for (position, tape) in tapes.enumerated().reversed() {
        result = tape.append(
          result, pullback: pullback(Recording(tape: tape, result: result)),
          logits: position == 0 ? logits : nil, isFollowed: position < tapes.count - 1)
      }
      return result
    }
  }
}

/// The tapes that follow some tensors.
private enum Following {
  case nobody
  case one(GradientTape)
  /// Each lies inside the next.
  case several([GradientTape])

  init(_ tensors: [Tensor]) {
    var tape: GradientTape?
    for tensor in tensors {
      guard let origin = tensor.origin, let place = origin.place else { continue }
      if origin.outer != nil || (tape != nil && tape !== place.tape) {
        self = .several(Self.tapes(following: tensors))
        return
      }
      tape = place.tape
    }
    self = tape.map { .one($0) } ?? .nobody
  }

  private static func tapes(following tensors: [Tensor]) -> [GradientTape] {
    var tapes: [GradientTape] = []
    for tape in tensors.flatMap({ $0.origin?.tapes ?? [] })
    where !tapes.contains(where: { $0 === tape }) {
      tapes.append(tape)
    }
    tapes.sort { $0.depth > $1.depth }
    for (inner, outer) in zip(tapes, tapes.dropFirst()) {
      require(
        inner.isInside(outer),
        """
        the operands of an operator are watched by two tapes, neither of which is inside the \
        other: make the second one by GradientTape(inside: first), or detach a tensor from the first
        """)
    }
    return tapes
  }
}
