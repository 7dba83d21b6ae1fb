/// What the line of a download has to show at one moment.
struct DownloadState: Sendable, Hashable {
  var name: String
  var received = 0
  var total: Int?
  var started: ContinuousClock.Instant
  var isFinished = false

  /// The line: `train-images-idx3-ubyte.gz ━━━━━━━━━━╸━━━━━━━━━ 5.2 MB of 9.9 MB 3.1 MB/s 1s`.
  ///
  /// Where the width is short, the bar shrinks, then speed and time go, then the bar, then the end
  /// of the name.
  func text(width: Int, now: ContinuousClock.Instant, styled: Bool = true) -> String {
    let seconds = (now - started).inSeconds
    let speed = seconds > 0 ? Double(received) / seconds : 0
    var figures = [amount]
    if isFinished {
      figures.append("in \(DecimalText.fixed(seconds, places: 1))s")
    } else if speed >= 1 {
      figures.append("\(DecimalText.bytes(Int(speed)))/s")
      if let total { figures.append(DecimalText.remaining(Double(total - received) / speed)) }
    }
    let complete = figures.joined(separator: " ")
    for tail in [complete, amount] {
      let others = DisplayWidth.columns(of: name) + 2 + tail.count
      guard let total, total > 0, !isFinished, width - others >= Bar.leastWidth else { continue }
      var line = StyledText()
      line.append(name + " ")
      let barWidth = min(Bar.fullWidth, width - others)
      Bar.append(Double(received) / Double(total), width: barWidth, to: &line)
      line.append(" " + tail)
      return line.text(styled: styled)
    }
    let whole = "\(name) \(complete)"
    if isFinished || DisplayWidth.columns(of: whole) <= width {
      return DisplayWidth.shortened(whole, to: width)
    }
    return DisplayWidth.shortened("\(name) \(amount)", to: width)
  }

  /// How much there is of how much: `5.2 MB of 9.9 MB`.
  private var amount: String {
    guard let total, !isFinished else { return DecimalText.bytes(received) }
    return "\(DecimalText.bytes(received)) of \(DecimalText.bytes(total))"
  }
}
