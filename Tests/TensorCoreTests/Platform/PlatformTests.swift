import Diagnostics
import Foundation
import TensorCore
import TestSupport
import Testing

@Suite("The platform", .computing)
struct PlatformTests {
  @Test(
    "Processors are counted from the affinity list",
    arguments: [
      ("Name:\tx\nCpus_allowed:\tff\nCpus_allowed_list:\t0-3,8\nMems_allowed:\t1\n", 5),
      ("Cpus_allowed_list:\t0\n", 1), ("Cpus_allowed_list:\t0-127\n", 128),
      ("Cpus_allowed_list:\t1,3,5-6,10-11\n", 6),
      ("Cpus_allowed_list:\t\n", nil), ("Cpus_allowed_list:\t3-1\n", nil), ("Name:\tx\n", nil),
      ("", nil),
    ] as [(String, Int?)])
  func affinity(status: String, count: Int?) {
    #expect(Processors.count(inStatus: status) == count)
  }

  @Test("There is at least one processor")
  func available() {
    #expect(Processors.available >= 1)
  }

  @Test("The widest instruction set is the first of those the process can compute with")
  func widest() {
    #expect(InstructionSet.usable.first == .widest)
    #expect(InstructionSet.supported.contains(.widest))
    #expect(InstructionSet.supported.contains(.native) == (InstructionSet.widest == .native))
  }

  @Test("After a product the instruction set is settled, and no other can be")
  func settled() throws {
    _ = matrixProduct(Tensor([1], shape: [1, 1]), Tensor([2], shape: [1, 1]))
    let settled = try #require(InstructionSet.settled)
    #expect(settled == .widest && InstructionSet.usable == [settled])
    try settled.settle()
    for other in InstructionSet.allCases where other != settled {
      let code: InstructionSetError.Code = other.isSupported ? .alreadySettled : .unsupported
      let error = #expect(throws: InstructionSetError.self) { try other.settle() }
      #expect(error?.code == code && error?.wanted == other)
      #expect(error?.settled == (other.isSupported ? settled : nil))
      #expect(error?.description.contains(other.rawValue) == true)
      #expect(error?.fault == (other.isSupported ? Fault.run : Fault.input))
    }
    #expect(InstructionSet.settled == settled)
  }

  @Test("TANDEM_ISA is what the tests compute with, the widest of the CPU without it")
  func environment() {
    OneDNN.generateKernels()
    let name = ProcessInfo.processInfo.environment["TANDEM_ISA"] ?? ""
    #expect(
      InstructionSet.settled == (InstructionSet(rawValue: name) ?? InstructionSet.supported[0]))
  }

  @Test("The version of the matrix library has three parts")
  func version() {
    let parts = OneDNN.version.split(separator: ".").compactMap { Int($0) }
    #expect(parts.count == 3)
  }

  #if os(Linux)
    @Test("A thread leaves a processor and may come back to it later")
    func leaving() async throws {
      try await ThreadOutcome {
        for _ in 0..<20 {
          let processor = try #require(Processors.current)
          let before = Processors.available
          Processors.leave(processor)
          // What the thread may run on is as before, whether it could move or not.
          #expect(Processors.available == before)
          // There is no such processor, so nothing happens.
          Processors.leave(1 << 40)
        }
      }.get()
    }
  #endif
}
