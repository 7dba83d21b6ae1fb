#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The environment of this process, values as paths.
package enum Environment {
  /// The value of a variable; nil if it is not set, or empty, which by convention is the same.
  package static func value(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(path: value)
  }

  /// Where files go that nobody keeps.
  package static var temporaryDirectory: String { value("TMPDIR") ?? "/tmp" }
}
