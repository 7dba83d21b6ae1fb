import Diagnostics
import TestSupport
import Testing

@Suite("An error that a person can act on", .computing)
struct ActionableErrorTests {
  private struct Sample: ActionableError {
    let activity = "reading x"
    let problem: String
    let remedy: String
    let fault = Fault.input
  }

  @Test(
    "has one full stop behind each sentence, however they were written",
    arguments: [
      ("it is bad", "Mend it", "reading x: it is bad. Mend it."),
      ("it is bad.", "Mend it.", "reading x: it is bad. Mend it."),
      ("it is bad", "", "reading x: it is bad"),
      ("a\nError: b is bad", "Mend\r\nit", "reading x: a␊Error: b is bad. Mend\r␊it."),
    ])
  func fullStops(problem: String, remedy: String, text: String) {
    #expect("\(Sample(problem: problem, remedy: remedy))" == text)
  }
}
