import Diagnostics

/// Why an instruction set can't be used.
public struct InstructionSetError: ActionableError, Equatable {
  /// What kind of obstacle it is.
  public enum Code: Sendable {
    /// The CPU does not have it.
    case unsupported
    /// The process has settled another one before.
    case alreadySettled
    /// This process may not run what it has written, which products on x86-64 need.
    case noGeneratedCode
  }

  /// What kind of obstacle it is.
  public let code: Code
  /// What was asked for.
  public let wanted: InstructionSet
  /// What the process uses already, if it does.
  public let settled: InstructionSet?

  /// Setting the instruction set.
  public var activity: String { "setting the instruction set to \(wanted.rawValue)" }

  /// Which of the obstacles.
  public var problem: String {
    switch code {
    case .unsupported: "this CPU does not have it"
    case .alreadySettled:
      "this process already computes with \(settled.map(\.rawValue) ?? "another one")"
    case .noGeneratedCode:
      "this process may not run code that it generates, as matrix products need it"
    }
  }

  /// What this machine can do instead.
  public var remedy: String {
    switch code {
    case .unsupported:
      "Choose one of: " + InstructionSet.supported.map(\.rawValue).joined(separator: ", ") + "."
    case .alreadySettled: "Start another process for it."
    case .noGeneratedCode:
      "Allow it: MemoryDenyWriteExecute=no for systemd, the boolean for execmem for SELinux."
    }
  }

  /// An unsupported one is the command line's fault.
  public var fault: Fault { code == .unsupported ? .input : .run }
}
