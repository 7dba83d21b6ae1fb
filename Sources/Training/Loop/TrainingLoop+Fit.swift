extension TrainingLoop {
  // How many epochs were validated and shown to the callbacks, and whether one of these has had enough.
  private static let concluded = LoopKey("fit/concluded", initially: 0)
  private static let isStopped = LoopKey("fit/stopped", initially: false)

  /// Trains as many epochs as the run was asked for, each followed by a validation, as long as no callback
  /// stops it; then evaluates on the test examples.
  ///
  /// Callbacks are told in their order. Evaluations of splits without examples are left out.
  ///
  /// - Throws: What a callback throws, and whatever ends the job.
  public func fit() throws {
    if epoch == 0 && nextStep == 0 { try tell { try $0.trainingBegan(self) } }
    // An epoch that is trained and not concluded was interrupted in its validation.
    while !state[Self.isStopped], state[Self.concluded] < epoch || epoch < epochs {
      if state[Self.concluded] == epoch {
        if nextStep == 0 { try tell { try $0.epochBegan(self) } }
        try trainEpoch()
      }
      if exampleCount(of: .validation) > 0 { try evaluate(.validation) }
      try conclude()
    }
    try tell { try $0.trainingEnded(self) }
    if exampleCount(of: .test) > 0 { try evaluate(.test) }
  }

  private func conclude() throws {
    if let report = record.epochs.last { try tell { try $0.epochEnded(report, in: self) } }
    state[Self.concluded] = epoch
  }

  /// Tells every callback, and does what they want when all have been told.
  private func tell(_ hook: (inout any Callback) throws -> Verdict) throws {
    var verdicts: [Verdict] = []
    for index in callbacks.indices {
      // A copy, since a callback may look at the loop.
      var callback = callbacks[index]
      defer { callbacks[index] = callback }
      verdicts.append(try hook(&callback))
    }
    for verdict in verdicts { try carryOut(verdict) }
  }

  private func carryOut(_ verdict: Verdict) throws {
    switch verdict {
    case .continue: break
    case .stop: state[Self.isStopped] = true
    case .restore(let weights): try restore(weights)
    }
  }
}
