import Diagnostics
import Files
import Foundation
import Training

/// What the command says to a person: results on standard output, everything else on standard error,
/// one line at a time and never into the progress bar.
struct Messages: Sendable {
  static let standard = Messages(
    console: Console(descriptor: STDOUT_FILENO) { OutputWidth.columns(of: STDOUT_FILENO) })

  let console: Console

  /// How many columns a table may take.
  var width: Int { console.columns }

  /// A result.
  func result(_ text: String) {
    console.write(line: text.onOneLine)
  }

  /// Something to know.
  func note(_ text: String) {
    console.write(line: text.onOneLine, to: STDERR_FILENO)
  }

  /// Something that went wrong.
  func error(_ text: String) {
    console.write(line: "Error: \(text.onOneLine)", to: STDERR_FILENO)
  }

  /// Several lines, of results if they are not for another descriptor.
  func paragraph(_ text: String, to descriptor: Int32? = nil) {
    console.write(line: text, to: descriptor)
  }

  /// The exit status of a command that has come to one: a failure if its results reached nobody.
  func settle(_ status: Int32) -> Int32 {
    // Whoever closed it wanted no results.
    guard status == 0, !StandardDescriptors.wasClosed(STDOUT_FILENO), let problem = console.problem
    else { return status }
    error(
      "writing to the standard output: \(problem). Some of what was to stand there is missing.")
    return 1
  }

  func leaveBar() { console.leaveBar() }
}
