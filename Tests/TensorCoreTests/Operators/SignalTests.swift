import Foundation
import TensorCore
import TestSupport
import Testing

@Suite("A product that a signal interrupts", .blocking)
struct SignalTests {
  @Test("leaves the memory of others as it was")
  func heap() async {
    // In a process of its own, which would die of it. The blocks of odd sizes around the product's own
    // would be written over by a handler on the stack that the product has on the heap.
    await #expect(processExitsWith: .success) {
      var action = sigaction()
      action.sa_flags = Int32(SA_ONSTACK)
      #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = { _ in }
      #else
        action.__sigaction_handler.sa_handler = { _ in }
      #endif
      sigaction(SIGUSR1, &action, nil)
      let shape: Shape = [128, 800]
      let left = Tensor((0..<shape.elementCount).map { Float($0 % 7) }, shape: shape)
      let right = Tensor((0..<shape.elementCount).map { Float($0 % 5) }, shape: [800, 128])
      let expected = matrixProduct(left, right)
      let computing = pthread_self()
      Thread.detachNewThread {
        while true {
          pthread_kill(computing, SIGUSR1)
          usleep(300)
        }
      }
      for size in 0..<2_000 {
        let blocks = (0..<8).map { [UInt8](repeating: UInt8($0), count: 1_000 + size % 64 * 400) }
        #expect(matrixProduct(left, right).isIdentical(to: expected))
        #expect(blocks.enumerated().allSatisfy { index, block in block.allSatisfy { $0 == index } })
      }
    }
  }
}
