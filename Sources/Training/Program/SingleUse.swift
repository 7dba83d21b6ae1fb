import Synchronization
import TensorCore

/// Memory that only the first who asks gets.
///
/// Not generic over what it holds: one is made for every shard of every step.
final class SingleUse: Sendable {
  private let memory: Mutex<MutableTensor?>

  init(_ memory: MutableTensor?) {
    self.memory = Mutex(memory)
  }

  /// The memory, the first time; nil from then on.
  func take() -> MutableTensor? {
    memory.withLock { memory in
      defer { memory = nil }
      return memory
    }
  }
}
