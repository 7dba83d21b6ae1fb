import CVectorLoops

/// The memory that libraries allocate by themselves: messages of libzmq, packed operands of oneDNN.
package enum Heap {
  /// Lets what is freed stay with this process, so that a step that is warm meets no fresh page.
  package static func keepFreedMemory() { tandem_keep_freed_memory() }
}
