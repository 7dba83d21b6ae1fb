import Foundation
import Training

/// What the command says to a person: results on standard output, everything else on standard error,
/// one line at a time and never into the progress bar.
struct Messages: Sendable {
  static let standard = Messages(console: .standardOutput)

  let console: Console

  /// A result.
  func result(_ text: String) {
    console.write(line: text)
  }

  /// Something to know.
  func note(_ text: String) {
    console.write(line: text, to: STDERR_FILENO)
  }

  /// Something that went wrong.
  func error(_ text: String) {
    console.write(line: "Error: \(text)", to: STDERR_FILENO)
  }

  func leaveBar() { console.leaveBar() }
}
