import CTestProcess
import Foundation
import TensorCore

/// The process that runs the tests.
enum TestProcess {
  /// Called before any test.
  static func start() {
    // Tests listen on the loopback address, where no proxy has any business.
    for name in ["http_proxy", "https_proxy", "all_proxy"] {
      unsetenv(name)
      unsetenv(name.uppercased())
    }
    settleInstructionSet()
  }

  /// Settles the instruction set that `TANDEM_ISA` names, as the command does, before the first
  /// product settles one.
  ///
  /// A process that can't do what it was asked for ends: tests of another instruction set would
  /// pass for tests of this one.
  private static func settleInstructionSet() {
    let name = ProcessInfo.processInfo.environment["TANDEM_ISA"] ?? ""
    if name.isEmpty { return }
    guard let instructionSet = InstructionSet(rawValue: name) else {
      end("TANDEM_ISA names no instruction set: \(name).")
    }
    do throws(InstructionSetError) {
      try instructionSet.settle()
    } catch {
      end("TANDEM_ISA: \(error)")
    }
  }

  private static func end(_ problem: String) -> Never {
    FileHandle.standardError.write(Data("error: \(problem)\n".utf8))
    exit(2)
  }
}

@_cdecl("tandem_test_process_starts")
func tandemTestProcessStarts() { TestProcess.start() }
