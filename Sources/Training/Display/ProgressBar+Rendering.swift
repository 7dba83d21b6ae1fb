extension ProgressBar {
  /// A bar as text, in Keras's form:
  /// `1563/1563 ━━━━━━━━━━━━━━━━━━━━ 2s 1ms/step - loss: 0.2567 - val_loss: 0.1132`.
  ///
  /// While it runs, the time is that still to come, and where the terminal is narrow the bar
  /// shrinks, then metrics are left out from the last, then the rest from the right. Once finished,
  /// the time is that of the whole, and metrics that don't fit go on below, so that no result is
  /// lost. The time of a step is that of training alone.
  ///
  /// - Parameters:
  ///   - state: what to show.
  ///   - width: columns there are.
  ///   - now: the moment for which the time is given.
  ///   - styled: whether to use bold, green and faint type.
  /// - Returns: one line, or several once finished, none wider than `width`; no final newline.
  public static func render(
    _ state: ProgressState, width: Int, now: ContinuousClock.Instant, styled: Bool = true
  ) -> String {
    let metrics = state.metrics.map { "\($0.name): \(DecimalText.metric($0.value))" }
    let fitting = (0...metrics.count).reversed().lazy.map { count in
      layout(state, metrics: metrics[..<count], width: width, now: now)
    }
    let (line, shown) =
      fitting.compactMap { $0 }.first ?? (withoutBar(state, width: width, now: now), 0)
    var lines = [line.text(styled: styled)]
    if state.isFinished { lines += folded(metrics[shown...], width: width) }
    return lines.joined(separator: "\n")
  }

  /// The line that stands for the whole bar where there is no terminal:
  /// `Epoch 1/3 - 1563/1563 - 2s - 1ms/step - loss: 0.2567`.
  static func summary(_ state: ProgressState, now: ContinuousClock.Instant) -> String {
    var parts = [state.label, "\(state.step)/\(state.steps)", elapsed(state, now: now)]
    if let seconds = state.secondsPerStep { parts.append(DecimalText.perStep(seconds)) }
    parts += state.metrics.map { "\($0.name): \(DecimalText.metric($0.value))" }
    return parts.joined(separator: " - ")
  }

  /// The line with these metrics and a bar that takes what room remains; nil if that is too little.
  private static func layout(
    _ state: ProgressState, metrics: ArraySlice<String>, width: Int, now: ContinuousClock.Instant
  ) -> (StyledText, Int)? {
    let count = count(state)
    let times = times(state, now: now)
    let tail = metrics.map { " - " + $0 }.joined()
    let others =
      count.count + 1 + times.reduce(0) { $0 + 1 + $1.text.count }
      + DisplayWidth.columns(of: tail)
    // A metric is worth half the bar; the bar is worth more than none of the metrics.
    let least = metrics.isEmpty ? Bar.leastWidth : Bar.fullWidth / 2
    guard width - others >= least else { return nil }
    var line = StyledText()
    line.append(count, .bold)
    line.append(" ")
    Bar.append(state.fraction, width: min(Bar.fullWidth, width - others), to: &line)
    for (text, style) in times {
      line.append(" ")
      line.append(text, style)
    }
    line.append(tail)
    return (line, metrics.count)
  }

  /// Count and times, as many as fit.
  private static func withoutBar(
    _ state: ProgressState, width: Int, now: ContinuousClock.Instant
  ) -> StyledText {
    var line = StyledText()
    line.append(DisplayWidth.shortened(count(state), to: width), .bold)
    for (text, style) in times(state, now: now) where line.columns + 1 + text.count <= width {
      line.append(" ")
      line.append(text, style)
    }
    return line
  }

  /// The metrics that found no room on a finished line.
  private static func folded(_ metrics: ArraySlice<String>, width: Int) -> [String] {
    var lines: [String] = []
    for metric in metrics {
      let piece = " - " + metric
      if let last = lines.last,
        DisplayWidth.columns(of: last) + DisplayWidth.columns(of: piece) <= width
      {
        lines[lines.count - 1] += piece
      } else {
        lines.append(DisplayWidth.shortened(piece, to: width))
      }
    }
    return lines
  }

  private static func count(_ state: ProgressState) -> String {
    DisplayWidth.padded("\(state.step)", to: "\(state.steps)".count, right: true)
      + "/\(state.steps)"
  }

  private static func times(
    _ state: ProgressState, now: ContinuousClock.Instant
  ) -> [(text: String, style: StyledText.Style)] {
    let perStep = state.secondsPerStep
    var times: [(String, StyledText.Style)] = []
    if state.isFinished {
      times.append((elapsed(state, now: now), .bold))
    } else if let perStep {
      times.append((DecimalText.remaining(perStep * Double(state.steps - state.step)), .bold))
    }
    if let perStep { times.append((DecimalText.perStep(perStep), .plain)) }
    return times
  }

  private static func elapsed(_ state: ProgressState, now: ContinuousClock.Instant) -> String {
    "\(DecimalText.fixed((now - state.started).inSeconds, places: 0))s"
  }
}
