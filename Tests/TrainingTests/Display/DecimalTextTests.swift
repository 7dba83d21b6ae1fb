import TestSupport
import Testing

@testable import Training

@Suite("Numbers as text", .computing)
struct DecimalTextTests {
  @Test(
    "Metrics as Keras prints them",
    arguments: [
      (0.25674, "0.2567"), (0.25675001, "0.2568"), (1, "1.0000"), (-0.5, "-0.5000"),
      (12.00004, "12.0000"), (9.99996, "10.0000"), (0.001, "1.0000e-03"), (0.0010001, "0.0010"),
      (1e-4, "1.0000e-04"), (9.99996e-5, "1.0000e-04"), (1.23456e-105, "1.2346e-105"),
      (0, "0.0000e+00"), (1e15, "1.0000e+15"), (.nan, "nan"), (.infinity, "inf"),
      (-.infinity, "-inf"),
    ] as [(Double, String)])
  func metric(value: Double, text: String) {
    #expect(DecimalText.metric(value) == text)
  }

  @Test(
    "Times to come",
    arguments: [
      (0.9, "0s"), (7, "7s"), (59.9, "59s"), (65, "1:05"), (3599, "59:59"), (3607, "1:00:07"),
      (-3, "0s"), (.nan, "?"), (.infinity, "?"),
    ] as [(Double, String)])
  func remaining(seconds: Double, text: String) {
    #expect(DecimalText.remaining(seconds) == text)
  }

  @Test(
    "Durations of a step",
    arguments: [
      (2.4, "2s/step"), (0.0124, "12ms/step"), (0.001, "1ms/step"), (0.00041, "410us/step"),
      (0, "0s/step"),
    ] as [(Double, String)])
  func perStep(seconds: Double, text: String) {
    #expect(DecimalText.perStep(seconds) == text)
  }

  @Test(
    "Bytes in decimal units",
    arguments: [
      (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (28_881, "28.9 kB"), (9_912_422, "9.9 MB"),
      (999_960_000, "1.0 GB"), (5_000_000_000_000, "5.0 TB"),
    ])
  func bytes(count: Int, text: String) {
    #expect(DecimalText.bytes(count) == text)
  }

  @Test(
    "Widths are counted in columns",
    arguments: [
      ("loss", 4), ("größe", 5), ("e\u{301}", 1), ("損失", 4), ("🙂", 2), ("━╸", 2), ("…", 1),
      ("\u{1B}", 0), ("", 0), ("❤️", 2),
    ])
  func columns(text: String, columns: Int) {
    #expect(DisplayWidth.columns(of: text) == columns)
  }

  @Test(
    "Shortening leaves what fits and an ellipsis",
    arguments: [
      ("loss", 4, "loss"), ("losses", 4, "los…"), ("損失損失", 4, "損…"), ("ab", 1, "…"),
      ("ab", 0, ""),
    ])
  func shortened(text: String, width: Int, result: String) {
    #expect(DisplayWidth.shortened(text, to: width) == result)
  }
}
