import COneDNN

/// What is to be known of the matrix library.
public enum OneDNN {
  /// Its version, such as `2.6.3`.
  public static var version: String {
    let version = dnnl_version()!.pointee
    return "\(version.major).\(version.minor).\(version.patch)"
  }

  /// Has the code of the products generated, for the instruction set that is settled: some 30 ms that
  /// the first product of the process takes otherwise.
  public static func generateKernels() {
    let square = Tensor(repeating: 0, shape: [16, 16])
    _ = matrixProduct(square, square)
  }

  /// Prepares the calling thread for a product: the instruction set of the process is settled, and
  /// the product stays on this thread, since its bits depend on both.
  ///
  /// OpenMP holds this setting for each thread apart, so it is set before each product.
  static func prepareThread() {
    InstructionSet.settleIfNeeded()
    setThreads?(1)
  }

  private static let setThreads = tandem_openmp_set_num_threads()
}
