import ArgumentParser
import Files

/// Files that a command line names and of which none may stand in another's place.
enum DistinctFiles {
  /// Refuses two options that lead to one file, by whichever spelling or link, and one that leads to a
  /// file of the data set.
  ///
  /// - Parameters:
  ///   - named: Options and what they name, if they are given.
  ///   - dataFiles: What is going to be read.
  static func check(
    _ named: KeyValuePairs<String, String?>, apartFrom dataFiles: [String] = []
  ) throws(ValidationError) {
    var options: [(name: String, path: String, identity: FileIdentity)] = []
    let data = Set(dataFiles.compactMap(FileIdentity.init))
    for (option, path) in named {
      guard let path, let identity = FileIdentity(path: path) else { continue }
      if data.contains(identity) {
        throw ValidationError("\(option) names a file of the data set, \(path).")
      }
      if let other = options.first(where: {
        $0.identity == identity
          || $0.identity.isBeside(identity) && SpelledName(of: $0.path).isTaken(for: path)
      }) {
        throw ValidationError("\(other.name) and \(option) name the same file, \(path).")
      }
      options.append((option, path, identity))
    }
  }
}
