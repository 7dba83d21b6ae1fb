import Foundation
import TensorCore
import TestSupport
import Testing

@Suite("A product that a signal interrupts", .blocking)
struct SignalTests {
  @Test("leaves the memory of others as it was")
  func heap() async {
    // In a process of its own, which would die of it.
    await #expect(processExitsWith: .success) { Interrupted().compute() }
  }
}

/// Products on a thread that signals interrupt all the time.
private struct Interrupted {
  func compute() {
    var action = sigaction()
    action.sa_flags = Int32(SA_ONSTACK)
    #if canImport(Darwin)
      action.__sigaction_u.__sa_handler = { _ in }
    #else
      action.__sigaction_handler.sa_handler = { _ in }
    #endif
    sigaction(SIGUSR1, &action, nil)
    let isDone = DispatchSemaphore(value: 0)
    // Not on the first thread, which the runtime may have given a stack for signals.
    let thread = Thread {
      let computing = pthread_self()
      Thread.detachNewThread {
        while true {
          pthread_kill(computing, SIGUSR1)
          usleep(300)
        }
      }
      for turn in 0..<60 {
        for (batch, inputs, outputs) in [
          (4, 784, 512), (32, 784, 512), (32, 512, 10), (512, 784, 512),
        ] {
          Self.multiplyAll(turn, batch, inputs, outputs)
        }
      }
      isDone.signal()
      while true { sleep(1) }
    }
    thread.stackSize = 8 << 20
    thread.start()
    isDone.wait()
  }

  /// The three products of a layer, between blocks on the heap that nothing else may write to.
  private static func multiplyAll(_ turn: Int, _ batch: Int, _ inputs: Int, _ outputs: Int) {
    let blocks = (0..<8).map { [UInt8](repeating: UInt8($0), count: 1_000 + turn % 64 * 400) }
    let values = Tensor(repeating: 0.5, shape: [batch, inputs])
    let kernel = Tensor(repeating: 0.25, shape: [inputs, outputs])
    let upstream = Tensor(repeating: 2, shape: [batch, outputs])
    let toValues = MutableTensor(shape: values.shape)
    let toKernel = MutableTensor(shape: kernel.shape)
    multiply(upstream, kernel, transposingRight: true, into: toValues, using: .serial)
    multiply(values, upstream, transposingLeft: true, into: toKernel, using: .serial)
    #expect(
      matrixProduct(values, kernel).isIdentical(
        to: Tensor(repeating: Float(inputs) / 8, shape: upstream.shape)))
    #expect(
      toValues.frozen.isIdentical(to: Tensor(repeating: Float(outputs) / 2, shape: values.shape)))
    #expect(toKernel.frozen.isIdentical(to: Tensor(repeating: Float(batch), shape: kernel.shape)))
    #expect(blocks.enumerated().allSatisfy { index, block in block.allSatisfy { $0 == index } })
  }
}
