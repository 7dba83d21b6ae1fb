/// Shows how a download gets on: one line redrawn in place on a terminal, one line at its end
/// elsewhere.
public struct DownloadBar: Sendable {
  private static let redrawInterval: Duration = .milliseconds(100)

  private let console: Console
  private let isQuiet: Bool
  private var state: DownloadState
  private var lastDrawn: ContinuousClock.Instant?

  /// Begins to show a download.
  ///
  /// - Parameters:
  ///   - name: what is being downloaded.
  ///   - total: its size in bytes, if the server told it.
  ///   - console: where it is shown.
  ///   - isQuiet: whether to show nothing at all.
  ///   - now: the moment it begins.
  public init(
    of name: String, total: Int?, console: Console, isQuiet: Bool = false,
    at now: ContinuousClock.Instant = .now
  ) {
    self.console = console
    self.isQuiet = isQuiet
    state = DownloadState(name: name, total: total, started: now)
    draw(at: now)
  }

  /// Notes how much has arrived, and redraws the line if it is time to.
  ///
  /// - Parameters:
  ///   - received: bytes received so far.
  ///   - total: the size in bytes, if the server has told it by now.
  ///   - now: the moment they had arrived.
  public mutating func update(
    received: Int, total: Int? = nil, at now: ContinuousClock.Instant = .now
  ) {
    state.received = received
    if let total { state.total = total }
    if let lastDrawn, now - lastDrawn < Self.redrawInterval { return }
    draw(at: now)
  }

  /// Ends the download, and leaves a line that says how much it was.
  public mutating func end(at now: ContinuousClock.Instant = .now) {
    guard !isQuiet else { return }
    state.isFinished = true
    let last = state
    if console.isTerminal {
      console.finish { width in last.text(width: width, now: now) }
    } else {
      console.write(line: last.text(width: Int.max, now: now, styled: false))
    }
  }

  /// Leaves the line as it stands and goes on below it, as when a mirror failed and a message
  /// follows.
  public func abandon() {
    console.leaveBar()
  }

  private mutating func draw(at now: ContinuousClock.Instant) {
    guard !isQuiet, console.isTerminal else { return }
    lastDrawn = now
    console.show { [state] width in state.text(width: width, now: now) }
  }
}
