import TestSupport
import Testing

@testable import Training

@Suite("The progress bar's text", .computing)
struct ProgressBarRenderingTests {
  private static let start = ContinuousClock.now

  /// 1563 steps of 1 ms after a first one of 400 ms.
  private static func state(step: Int, validated: Bool = false) -> ProgressState {
    var state = ProgressState(label: "Epoch 1/3", steps: 1563, started: start)
    guard step > 0 else { return state }
    state.step = step
    state.firstStepEnded = start + .milliseconds(400)
    state.lastStepEnded = start + .milliseconds(400 + step - 1)
    state.metrics = [
      NamedValue("loss", 0.25674), NamedValue("sparse_categorical_accuracy", 0.9258),
    ]
    if validated {
      state.isFinished = true
      state.metrics += [
        NamedValue("val_loss", 0.1132), NamedValue("val_sparse_categorical_accuracy", 0.9662),
      ]
    }
    return state
  }

  private static func text(_ state: ProgressState, width: Int) -> String {
    ScreenModel(ProgressBar.render(state, width: width, now: start + .seconds(2)))
      .lines.joined(separator: "\n")
  }

  @Test("A finished epoch on a wide terminal is Keras's line")
  func finished() {
    #expect(
      Self.text(Self.state(step: 1563, validated: true), width: 200)
        == "1563/1563 ━━━━━━━━━━━━━━━━━━━━ 2s 1ms/step - loss: 0.2567"
        + " - sparse_categorical_accuracy: 0.9258 - val_loss: 0.1132"
        + " - val_sparse_categorical_accuracy: 0.9662")
  }

  @Test("While it runs it shows the time to come, and half steps of the bar")
  func running() {
    var state = Self.state(step: 1563 * 21 / 40 + 1)
    #expect(
      Self.text(state, width: 200)
        == " 821/1563 ━━━━━━━━━━╸┄┄┄┄┄┄┄┄┄ 0s 1ms/step - loss: 0.2567"
        + " - sparse_categorical_accuracy: 0.9258")
    state.lastStepEnded = Self.start + .milliseconds(400 + 820 * 100)
    #expect(Self.text(state, width: 200).contains(" 1:14 100ms/step - loss"))
  }

  @Test("Before the first step there is neither time nor metric")
  func beginning() {
    #expect(Self.text(Self.state(step: 0), width: 80) == "   0/1563 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄")
  }

  @Test("After one step its own duration is the estimate")
  func oneStep() {
    #expect(
      Self.text(Self.state(step: 1), width: 62)
        == "   1/1563 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 10:24 400ms/step - loss: 0.2567")
  }

  @Test(
    "Narrow terminals shorten it: first the bar, then metrics, then the rest",
    arguments: [
      (
        95,
        "1000/1563 ━━━━━━━━━━━━╸┄┄┄┄┄┄┄ 0s 1ms/step - loss: 0.2567"
          + " - sparse_categorical_accuracy: 0.9258"
      ),
      (
        94,
        "1000/1563 ━━━━━━━━━━━━┄┄┄┄┄┄┄ 0s 1ms/step - loss: 0.2567"
          + " - sparse_categorical_accuracy: 0.9258"
      ),
      (
        85,
        "1000/1563 ━━━━━━┄┄┄┄ 0s 1ms/step - loss: 0.2567"
          + " - sparse_categorical_accuracy: 0.9258"
      ),
      (84, "1000/1563 ━━━━━━━━━━━━╸┄┄┄┄┄┄┄ 0s 1ms/step - loss: 0.2567"),
      (50, "1000/1563 ━━━━━━━━┄┄┄┄┄ 0s 1ms/step - loss: 0.2567"),
      (46, "1000/1563 ━━━━━━━━━━━━╸┄┄┄┄┄┄┄ 0s 1ms/step"),
      (40, "1000/1563 ━━━━━━━━━━━╸┄┄┄┄┄┄ 0s 1ms/step"),
      (27, "1000/1563 ━━━┄┄ 0s 1ms/step"),
      (26, "1000/1563 0s 1ms/step"),
      (20, "1000/1563 0s"),
      (9, "1000/1563"),
      (5, "1000…"),
      (1, "…"),
    ])
  func narrow(width: Int, text: String) {
    #expect(Self.text(Self.state(step: 1000), width: width) == text)
  }

  @Test("A finished epoch on a narrow terminal folds its metrics, and loses none")
  func folded() {
    #expect(
      Self.text(Self.state(step: 1563, validated: true), width: 79)
        == """
        1563/1563 ━━━━━━━━━━━━━━━━━━━━ 2s 1ms/step - loss: 0.2567
         - sparse_categorical_accuracy: 0.9258 - val_loss: 0.1132
         - val_sparse_categorical_accuracy: 0.9662
        """)
  }

  @Test("Nothing is ever wider than the terminal", arguments: 1...120)
  func neverWider(width: Int) {
    for step in [0, 1, 7, 1563] {
      for validated in [false, true] where step > 0 || !validated {
        var state = Self.state(step: step, validated: validated)
        state.metrics.append(NamedValue("損失", 3))
        for line in Self.text(state, width: width).split(separator: "\n") {
          #expect(DisplayWidth.columns(of: line) <= width)
        }
      }
    }
  }

  @Test("Styles surround the count, the two parts of the bar and the time")
  func styled() {
    var state = ProgressState(label: "Test", steps: 4, started: Self.start)
    state.step = 1
    state.lastStepEnded = Self.start + .seconds(1)
    #expect(
      ProgressBar.render(state, width: 40, now: Self.start + .seconds(1))
        == "\u{1B}[1m1/4\u{1B}[0m \u{1B}[32m━━━━━\u{1B}[0m\u{1B}[2m━━━━━━━━━━━━━━━\u{1B}[0m"
        + " \u{1B}[1m3s\u{1B}[0m 1s/step")
  }

  @Test("Without a terminal an epoch is one line")
  func summary() {
    #expect(
      ProgressBar.summary(
        Self.state(step: 1563, validated: true), now: Self.start + .seconds(2))
        == "Epoch 1/3 - 1563/1563 - 2s - 1ms/step - loss: 0.2567"
        + " - sparse_categorical_accuracy: 0.9258 - val_loss: 0.1132"
        + " - val_sparse_categorical_accuracy: 0.9662")
  }

  @Test("Nothing to do is done")
  func noSteps() {
    let state = ProgressState(label: "Test", steps: 0, started: Self.start)
    #expect(Self.text(state, width: 40) == "0/0 ━━━━━━━━━━━━━━━━━━━━")
  }
}
