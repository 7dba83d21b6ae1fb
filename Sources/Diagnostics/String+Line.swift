extension String {
  /// The text on one line: the end of a line in it, as in a path or in a name from a file, is shown
  /// as a picture (`␊`), so that nothing behind it passes for a message of its own.
  package var onOneLine: String {
    guard utf8.contains(0x0A) else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\n" ? "\u{240A}" : $0 }))
  }
}
