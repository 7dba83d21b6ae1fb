import COneDNN
import OperatingSystem
import Synchronization

/// The vector instructions that the matrix products of a job use.
///
/// Their bits differ from one instruction set to another, so a job has one, and so has a process:
/// oneDNN settles its choice at its first product. A process that does not choose gets the widest.
public enum InstructionSet: String, Sendable, Hashable, CaseIterable {
  /// AVX-512 with the F, BW, VL and DQ subsets.
  case avx512
  /// AVX2 with FMA.
  case avx2
  /// SSE 4.1.
  case sse41
  /// Whatever oneDNN uses on a processor that is not x86-64, where there is no choice.
  case native

  /// Whether this CPU has it, asked of the CPU itself.
  public var isSupported: Bool {
    switch self {
    case .avx512: tandem_cpu_has_avx512()
    case .avx2: tandem_cpu_has_avx2()
    case .sse41: tandem_cpu_has_sse41()
    case .native: !tandem_cpu_has_sse41()
    }
  }

  /// The widest one this process can compute with.
  public static var widest: InstructionSet { usable.first ?? .native }

  /// The ones this CPU has, the widest first.
  public static var supported: [InstructionSet] { allCases.filter(\.isSupported) }

  /// The ones this process can compute with, the widest first: what it has settled, or all that the
  /// CPU has.
  public static var usable: [InstructionSet] { settled.map { [$0] } ?? supported }

  /// Settles the instruction set of this process. Has to come before the first matrix product.
  ///
  /// - Throws: ``InstructionSetError`` if the CPU does not have it, another one is settled already, or
  ///   the process may not generate code.
  public func settle() throws(InstructionSetError) {
    guard isSupported else {
      throw InstructionSetError(code: .unsupported, wanted: self, settled: nil)
    }
    guard OneDNN.isAllowed else {
      throw InstructionSetError(code: .noGeneratedCode, wanted: self, settled: nil)
    }
    // Nil where oneDNN refuses, having been asked something by other code before.
    let settled = Self.choice.withLock { choice -> InstructionSet? in
      if choice == nil, apply() { choice = self }
      return choice
    }
    guard settled == self else {
      throw InstructionSetError(code: .alreadySettled, wanted: self, settled: settled)
    }
  }

  /// Settles the widest one unless another is settled already; called before each product.
  static func settleIfNeeded() { _ = inUse }

  /// The one that products use: what is settled, else the widest, which then is.
  static let inUse: InstructionSet = {
    try? widest.settle()
    return widest
  }()

  /// The one this process has settled, if it has.
  public static var settled: InstructionSet? { choice.withLock { $0 } }

  private static let choice = Mutex<InstructionSet?>(nil)

  private func apply() -> Bool {
    #if arch(x86_64)
      let limit =
        switch self {
        case .avx512: dnnl_cpu_isa_avx512_core
        case .avx2: dnnl_cpu_isa_avx2
        case .sse41: dnnl_cpu_isa_sse41
        case .native: dnnl_cpu_isa_all
        }
      return dnnl_set_max_cpu_isa(limit) == dnnl_success
    #else
      return true
    #endif
  }
}
