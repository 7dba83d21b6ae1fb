/// An argument as a shell reads it back.
enum ShellWord {
  /// The argument itself, or in quotes where the shell would take it apart.
  static func quoted(_ argument: String) -> String {
    if !argument.isEmpty && argument.utf8.allSatisfy(isPlain) { return argument }
    let parts = argument.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: "'\\''") + "'"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_./:=,".utf8.contains(byte)
    }
  }
}
