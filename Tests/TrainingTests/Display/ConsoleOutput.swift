import Foundation
import TestSupport

@testable import Training

/// A console that writes to a file, so that a test can see what went out.
final class ConsoleOutput: Sendable {
  private let directory: ScratchDirectory
  private let handle: FileHandle
  let console: Console

  init(isTerminal: Bool, width: Int = 80) throws {
    directory = try ScratchDirectory()
    let path = try directory.file("output", holding: [])
    guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileNoSuchFile) }
    self.handle = handle
    console = Console(
      descriptor: handle.fileDescriptor, isTerminal: isTerminal, width: { width })
  }

  /// All that went out so far.
  func text() throws -> String { try directory.text(of: "output") }
}
