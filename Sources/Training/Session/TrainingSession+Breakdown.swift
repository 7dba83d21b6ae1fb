extension StepBreakdown {
  /// Of a session that computes by itself; nil without training steps.
  package init?<Program: TrainingProgram>(ofSingle session: TrainingSession<Program>) {
    guard let compute = session.milliseconds(.compute),
      let reduceAndUpdate = session.milliseconds(.reduceAndUpdate),
      let other = session.milliseconds(.other)
    else { return nil }
    self = .single(Single(compute: compute, reduceAndUpdate: reduceAndUpdate, other: other))
  }
}

extension StepBreakdown.Coordinator {
  /// Of a session whose nodes are computed by workers; nil without training steps.
  package init?<Program: TrainingProgram>(of session: TrainingSession<Program>) {
    guard let wait = session.milliseconds(.wait), let receive = session.milliseconds(.receive),
      let reduceAndUpdate = session.milliseconds(.reduceAndUpdate),
      let broadcast = session.milliseconds(.broadcast), let other = session.milliseconds(.other)
    else { return nil }
    self.init(
      wait: wait, receive: receive, reduceAndUpdate: reduceAndUpdate, broadcast: broadcast,
      other: other)
  }
}
