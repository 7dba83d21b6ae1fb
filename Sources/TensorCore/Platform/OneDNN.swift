import COneDNN

/// What is to be known of the matrix library.
public enum OneDNN {
  /// Its version, such as `2.6.3`. Asking settles the instruction set of the process.
  public static var version: String {
    let version = dnnl_version()!.pointee
    return "\(version.major).\(version.minor).\(version.patch)"
  }

  /// Keeps the products of the calling thread on that thread, which their bits depend on.
  ///
  /// OpenMP holds this setting for each thread apart, so it is set before each product.
  static func useOneThread() {
    setThreads?(1)
  }

  private static let setThreads = tandem_openmp_set_num_threads()
}
