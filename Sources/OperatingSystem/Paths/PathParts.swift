/// Cuts paths at their slashes: bytes, whatever characters stand beside them. To a `Character` view,
/// a slash with an accent behind it is none.
package enum PathParts {
  /// The part before the last slash that something follows; `.` where there is none.
  package static func directory(of path: String) -> String {
    var rest = path.unicodeScalars[...]
    while rest.count > 1, rest.last == "/" { rest.removeLast() }
    guard let slash = rest.lastIndex(of: "/") else { return "." }
    return slash == rest.startIndex ? "/" : String(rest[..<slash])
  }

  /// The part after the last slash that something follows.
  package static func name(of path: String) -> String {
    path.unicodeScalars.split(separator: "/").last.map { String($0) } ?? ""
  }

  /// Whether the path begins at the root.
  package static func isAbsolute(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }
}
