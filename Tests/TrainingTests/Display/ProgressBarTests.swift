import TestSupport
import Testing

@testable import Training

@Suite("The progress bar in use", .computing)
struct ProgressBarTests {
  private static let start = ContinuousClock.now

  /// Two epochs of 100 steps of 10 ms; returns how often metrics were asked for.
  @discardableResult
  private func run(_ console: Console, isQuiet: Bool = false) -> Int {
    var bar = ProgressBar(console: console, isQuiet: isQuiet)
    var asked = 0
    for epoch in 1...2 {
      let start = Self.start + .seconds(epoch)
      bar.beginEpoch(epoch, of: 2, steps: 100, at: start)
      for step in 1...100 {
        bar.stepEnded(step, at: start + .milliseconds(10 * step)) {
          asked += 1
          return [NamedValue("loss", 1 / Double(step))]
        }
      }
      bar.end(
        metrics: [NamedValue("val_loss", 0.5), NamedValue("loss", 0.25)],
        at: start + .milliseconds(1600))
    }
    return asked
  }

  @Test("On a terminal each epoch leaves its name and its figures")
  func terminal() throws {
    let output = try ConsoleOutput(isTerminal: true)
    run(output.console)
    #expect(
      ScreenModel(try output.text()).lines == [
        "Epoch 1/2",
        "100/100 ━━━━━━━━━━━━━━━━━━━━ 2s 10ms/step - loss: 0.2500 - val_loss: 0.5000",
        "Epoch 2/2",
        "100/100 ━━━━━━━━━━━━━━━━━━━━ 2s 10ms/step - loss: 0.2500 - val_loss: 0.5000",
      ])
  }

  @Test("The bar is drawn at most ten times a second, and metrics asked for only then")
  func redraws() throws {
    let output = try ConsoleOutput(isTerminal: true)
    #expect(run(output.console) == 20)
    // Each epoch: the empty bar, one each tenth of its second, the figures; before the second
    // epoch's name nothing is left to clear.
    #expect(try output.text().split(separator: "\r").count == 2 * 12 + 1)
  }

  @Test("The bar has no line break while it runs")
  func lineBreaks() throws {
    let output = try ConsoleOutput(isTerminal: true)
    run(output.console)
    #expect(try output.text().filter { $0 == "\n" }.count == 4)
  }

  @Test("Without a terminal there is one line an epoch, and metrics are asked for by nobody")
  func noTerminal() throws {
    let output = try ConsoleOutput(isTerminal: false)
    #expect(run(output.console) == 0)
    #expect(
      try output.text() == """
        Epoch 1/2 - 100/100 - 2s - 10ms/step - loss: 0.2500 - val_loss: 0.5000
        Epoch 2/2 - 100/100 - 2s - 10ms/step - loss: 0.2500 - val_loss: 0.5000

        """)
  }

  @Test("Quiet shows nothing", arguments: [true, false])
  func quiet(isTerminal: Bool) throws {
    let output = try ConsoleOutput(isTerminal: isTerminal)
    #expect(run(output.console, isQuiet: true) == 0)
    #expect(try output.text() == "")
  }
}
