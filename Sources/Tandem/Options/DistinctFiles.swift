import ArgumentParser

/// Files that a command line names and of which none may stand in another's place.
enum DistinctFiles {
  /// Refuses two options that lead to one file, by whichever spelling or link.
  ///
  /// - Parameter named: Options and what they name, if they are given.
  static func check(_ named: KeyValuePairs<String, String?>) throws(ValidationError) {
    var options: [FileIdentity: String] = [:]
    for (option, path) in named {
      guard let path, let identity = FileIdentity(path: path) else { continue }
      if let other = options.updateValue(option, forKey: identity) {
        throw ValidationError("\(other) and \(option) name the same file, \(path).")
      }
    }
  }
}
