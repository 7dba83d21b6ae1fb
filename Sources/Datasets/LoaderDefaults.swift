import Files

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What a ``DatasetLoader`` is given that is told nothing: the one place that looks at this process.
enum LoaderDefaults {
  /// A variable of the environment.
  static func variable(_ name: String) -> String? {
    Environment.value(name)
  }

  /// Says something on the standard error; there is nowhere to report that it can't be.
  static func say(_ text: String) {
    Array((text + "\n").utf8).withUnsafeBytes { bytes in
      try? FileDescriptor.write(bytes, to: STDERR_FILENO)
    }
  }
}
