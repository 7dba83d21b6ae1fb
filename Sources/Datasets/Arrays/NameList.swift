import OperatingSystem

/// Names within a sentence.
enum NameList {
  /// The first names, in quotes, and how many more there are.
  static func text(of names: [String], atMost limit: Int = 12) -> String {
    let shown = names.prefix(limit).map { quoted($0) }.joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
  }

  /// A name or what stands in a cell, in quotes, cut where it is long.
  static func quoted(_ text: String) -> String {
    let shown = text.showingBytesOfPaths
    let isLong = shown.unicodeScalars.count > 40
    return "\"\(isLong ? String(shown.unicodeScalars.prefix(40)) + "…" : shown)\""
  }
}
