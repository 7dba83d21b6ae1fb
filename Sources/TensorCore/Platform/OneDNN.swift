import COneDNN
import OperatingSystem

/// What is to be known of the matrix library.
public enum OneDNN {
  /// Its version, such as `2.6.3`.
  public static var version: String {
    let version = dnnl_version()!.pointee
    return "\(version.major).\(version.minor).\(version.patch)"
  }

  /// Refuses to go on where it may not do what it does: on x86-64 it writes the code of its products as
  /// it goes, which systemd's `MemoryDenyWriteExecute` and the like forbid, and the first one fails.
  public static func check() throws(InstructionSetError) {
    guard isAllowed else {
      throw InstructionSetError(code: .noGeneratedCode, wanted: .widest, settled: nil)
    }
  }

  static let isAllowed: Bool = {
    #if arch(x86_64)
      return ProcessRoom.allowsGeneratedCode
    #else
      return true
    #endif
  }()

  /// Lets this thread and those it starts run on all the processors that the process may use, which
  /// the OpenMP runtime that oneDNN brings may have cut down to one.
  public static func undoBinding() { BackgroundThread.undoOpenMPBinding() }

  /// Has the code of the products generated, for the instruction set that is settled: some 30 ms that
  /// the first product of the process takes otherwise.
  public static func generateKernels() {
    let square = Tensor(repeating: 0, shape: [16, 16])
    _ = matrixProduct(square, square)
  }

  /// Prepares the calling thread for a product: the instruction set of the process is settled, and
  /// the product stays on this thread, since its bits depend on both.
  ///
  /// OpenMP holds this setting for each thread apart, so it is set before each product. While a product is
  /// computed with AVX-512, the stack pointer points into oneDNN's workspace on the heap; a handler of a
  /// signal that ran there would write over the blocks below.
  static func prepareThread() {
    InstructionSet.settleIfNeeded()
    BackgroundThread.useSignalStack()
    setThreads?(1)
  }

  private static let setThreads = tandem_openmp_set_num_threads()
}
