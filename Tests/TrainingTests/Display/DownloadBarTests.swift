import TestSupport
import Testing

@testable import Training

@Suite("The line of a download", .computing)
struct DownloadBarTests {
  private static let start = ContinuousClock.now

  private static func state(total: Int? = 9_912_422, isFinished: Bool = false) -> DownloadState {
    var state = DownloadState(name: "train-images.gz", total: total, started: start)
    state.received = isFinished ? 9_912_422 : 5_200_000
    state.isFinished = isFinished
    return state
  }

  @Test(
    "It shortens with the terminal",
    arguments: [
      (100, "train-images.gz ━━━━━━━━━━┄┄┄┄┄┄┄┄┄┄ 5.2 MB of 9.9 MB 2.6 MB/s 1s"),
      (55, "train-images.gz ━━━━━┄┄┄┄┄ 5.2 MB of 9.9 MB 2.6 MB/s 1s"),
      (45, "train-images.gz ━━━━━━┄┄┄┄┄┄ 5.2 MB of 9.9 MB"),
      (38, "train-images.gz ━━╸┄┄ 5.2 MB of 9.9 MB"),
      (37, "train-images.gz 5.2 MB of 9.9 MB"),
      (10, "train-ima…"),
    ])
  func widths(width: Int, text: String) {
    let line = Self.state().text(width: width, now: Self.start + .seconds(2))
    #expect(ScreenModel(line).lines == [text])
  }

  @Test("Without a known size there is no bar")
  func unknownSize() {
    #expect(
      Self.state(total: nil).text(width: 80, now: Self.start + .seconds(2), styled: false)
        == "train-images.gz 5.2 MB 2.6 MB/s")
  }

  @Test("More than was announced fills the bar and no more")
  func tooMuch() {
    let text = Self.state(total: 1000).text(
      width: 80, now: Self.start + .seconds(2), styled: false)
    #expect(text == "train-images.gz ━━━━━━━━━━━━━━━━━━━━ 5.2 MB of 1.0 kB 2.6 MB/s 0s")
  }

  @Test("Without a terminal there is one line, at the end")
  func noTerminal() throws {
    let output = try ConsoleOutput(isTerminal: false)
    var progress = DownloadBar(
      of: "train-images.gz", total: 9_912_422, console: output.console, at: Self.start)
    progress.update(received: 5_200_000, at: Self.start + .seconds(1))
    progress.update(received: 9_912_422, at: Self.start + .seconds(2))
    progress.end(at: Self.start + .seconds(2))
    #expect(try output.text() == "train-images.gz 9.9 MB in 2.0s\n")
  }

  @Test("On a terminal one line is redrawn, at most ten times a second, and stays at the end")
  func terminal() throws {
    let output = try ConsoleOutput(isTerminal: true)
    var progress = DownloadBar(
      of: "a", total: 1000, console: output.console, at: Self.start)
    for count in 1...100 {
      progress.update(received: 10 * count, at: Self.start + .milliseconds(10 * count))
    }
    progress.end(at: Self.start + .seconds(1))
    let text = try output.text()
    #expect(ScreenModel(text).lines == ["a 1.0 kB in 1.0s"])
    #expect(text.split(separator: "\r").count == 12)
  }

  @Test("Quiet shows nothing")
  func quiet() throws {
    let output = try ConsoleOutput(isTerminal: true)
    var progress = DownloadBar(
      of: "a", total: 1000, console: output.console, isQuiet: true)
    progress.update(received: 10)
    progress.end()
    #expect(try output.text() == "")
  }
}
