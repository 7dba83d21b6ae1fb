/// What stands between two cells of a line.
public enum CSVSeparator: String, Sendable, Hashable, CaseIterable {
  /// `,`
  case comma = ","
  /// `;`, as where decimals are written with a comma.
  case semicolon = ";"
  /// A tabulator.
  case tab = "\t"

  /// Its byte.
  var byte: UInt8 { rawValue.utf8.first! }

  /// As a person writes it.
  var shown: String { self == .tab ? "a tabulator" : "\"\(rawValue)\"" }
}
