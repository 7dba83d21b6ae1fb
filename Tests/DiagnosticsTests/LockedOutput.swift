#if canImport(Darwin)
  @preconcurrency import Darwin
#elseif canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Musl)
  @preconcurrency import Musl
#endif

/// Holds the lock of the standard output for ever.
func lockStandardOutput() {
  if let output: UnsafeMutablePointer<FILE> = stdout { flockfile(output) }
}
