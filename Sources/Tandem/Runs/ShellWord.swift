import Files

/// Words of a command line as a shell reads them back.
enum ShellWord {
  /// The word, in quotes if it needs any.
  static func quoted(_ word: String) -> String {
    if !word.isEmpty && word.utf8.allSatisfy(isPlain) { return word }
    if word.unicodeScalars.allSatisfy(isPrintable) {
      return "'" + word.replacing("'", with: "'\\''") + "'"
    }
    // What can't be shown, such as a byte of a path that belongs to no character.
    return "$'"
      + word.unicodeScalars.map { scalar in
        if isPrintable(scalar) {
          return "'\\".contains(Character(scalar)) ? "\\\(scalar)" : "\(scalar)"
        }
        return String(Character(scalar)).pathBytes.dropLast()
          .map { "\\x" + Hexadecimal.text(of: [UInt8(bitPattern: $0)]) }.joined()
      }.joined() + "'"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_./:=,".utf8.contains(byte)
    }
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory != .control && scalar.byteOfPath == nil
  }
}
