import Files
import Foundation

/// The name of a file that is still to be made, as its directory reads it.
struct SpelledName {
  private let path: String
  private let name: String

  init(of path: String) {
    self.path = (try? OutputFile.followingLinks(path)) ?? path
    name = OutputFile.name(of: self.path)
  }

  /// Whether the directory takes another name in it for this one, though they differ in capitals or
  /// in how an accent is written: it is asked, by a file whose name differs likewise.
  func isTaken(for otherPath: String) -> Bool {
    let other = SpelledName(of: otherPath)
    guard name.lowercased() == other.name.lowercased() else { return false }
    let temporary = OutputFile.temporaryPath(beside: path)
    let trial = UnfinishedFile(at: temporary + name)
    guard
      (try? Files.OpenFile(path: trial.path, flags: O_WRONLY | O_CREAT | O_EXCL)) != nil
    else { return false }
    let isThere = access(temporary + other.name, F_OK) == 0
    _ = consume trial
    return isThere
  }
}
