#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

// The calls of the C library that take a path, for paths as `String(path:)` makes them. For a `String`
// the compiler prefers these to the C library's own, which would be handed the private code points
// instead of the bytes that they stand for.

/// `open(2)`.
package func open(_ path: String, _ flags: Int32, _ mode: mode_t = 0o666) -> Int32 {
  open(path.pathBytes, flags, mode)
}

/// `stat(2)`.
@discardableResult
package func stat(_ path: String, _ information: UnsafeMutablePointer<stat>) -> Int32 {
  stat(path.pathBytes, information)
}

/// `lstat(2)`.
@discardableResult
package func lstat(_ path: String, _ information: UnsafeMutablePointer<stat>) -> Int32 {
  lstat(path.pathBytes, information)
}

/// `access(2)`.
@discardableResult
package func access(_ path: String, _ mode: Int32) -> Int32 { access(path.pathBytes, mode) }

/// `rename(2)`.
@discardableResult
package func rename(_ old: String, _ new: String) -> Int32 {
  rename(old.pathBytes, new.pathBytes)
}

/// `link(2)`.
@discardableResult
package func link(_ old: String, _ new: String) -> Int32 { link(old.pathBytes, new.pathBytes) }

/// `unlink(2)`.
@discardableResult
package func unlink(_ path: String) -> Int32 { unlink(path.pathBytes) }

/// `rmdir(2)`.
@discardableResult
package func rmdir(_ path: String) -> Int32 { rmdir(path.pathBytes) }

/// `mkdir(2)`.
@discardableResult
package func mkdir(_ path: String, _ mode: mode_t) -> Int32 { mkdir(path.pathBytes, mode) }

/// `realpath(3)`: the path with its links followed, or nil if it leads nowhere.
package func realpath(_ path: String) -> String? {
  guard let resolved = realpath(path.pathBytes, nil) else { return nil }
  defer { free(resolved) }
  return String(path: resolved)
}

/// `readlink(2)`: what a symbolic link holds, or nil if it can't be read.
package func readlink(_ path: String) -> String? {
  var bytes = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
  let count = readlink(path.pathBytes, &bytes, bytes.count - 1)
  return count >= 0 ? String(path: bytes) : nil
}

/// `mkdtemp(3)`: makes a directory of a new name, which only this user may enter.
///
/// - Parameter template: Its path, with `XXXXXX` at the end.
/// - Returns: The path, or nil if it can't be made.
package func mkdtemp(_ template: String) -> String? {
  var bytes = template.pathBytes
  return mkdtemp(&bytes).map { String(path: $0) }
}
