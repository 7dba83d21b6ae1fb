import Foundation
import Synchronization
import TensorCore
import TestSupport
import Testing

@Suite("The pool of memory", .computing)
struct StoragePoolTests {
  @Test("has size classes that hold what was asked for, with less than a quarter to spare")
  func sizeClasses() {
    var last = (index: -1, capacity: 0)
    for bytes in Array(0...5_000) + [65_535, 65_536, 65_537, 1_628_200, 1 << 30, 1 << 40] {
      let sizeClass = StoragePool.sizeClass(of: bytes)
      #expect(sizeClass.capacity >= bytes)
      #expect(sizeClass.capacity <= max(256, bytes + bytes / 4))
      #expect(sizeClass.capacity % StoragePool.alignment == 0 && sizeClass.index < 256)
      #expect(sizeClass.index >= last.index)
      // One class, one capacity: else a block could be handed out for more than it holds.
      #expect((sizeClass.index == last.index) == (sizeClass.capacity == last.capacity))
      last = sizeClass
    }
  }

  @Test("hands out aligned memory, again once it is returned")
  func reuse() {
    let pool = StoragePool()
    var addresses: Set<UnsafeMutableRawPointer> = []
    for _ in 0..<10 {
      let storage = Storage(byteCount: 100_000, pool: pool)
      #expect(UInt(bitPattern: storage.address) % UInt(StoragePool.alignment) == 0)
      addresses.insert(storage.address)
    }
    #expect(addresses.count == 1)
    #expect(pool.systemAllocations == 1)
  }

  @Test("never hands out memory that is in use")
  func noOverlap() {
    let pool = StoragePool()
    let storages = (0..<50).map { Storage(byteCount: 300 + $0 * 7, pool: pool) }
    let ranges = storages.map { ($0.address, $0.address + $0.byteCount) }
      .sorted { $0.0 < $1.0 }
    #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.1 <= $1.0 })
    #expect(pool.systemAllocations == 50)
  }

  @Test("gives unused memory beyond its limit back to the system")
  func limit() {
    let pool = StoragePool(retainedLimit: 2_048)
    do {
      let storages = (0..<4).map { _ in Storage(byteCount: 1_024, pool: pool) }
      #expect(storages.count == 4)
    }
    let storages = (0..<4).map { _ in Storage(byteCount: 1_024, pool: pool) }
    #expect(storages.count == 4)
    #expect(pool.systemAllocations == 6, "two of four blocks were kept")
  }

  @Test("does not grow when a loop is warm, whatever the threads")
  func warm() async throws {
    let pool = StoragePool()
    @Sendable func step() {
      let tensors = (1...6).map { MutableTensor(shape: [$0 * 999], pool: pool) }
      for tensor in tensors { tensor.fill(with: 1) }
    }
    step()
    let allocations = pool.systemAllocations
    for _ in 0..<100 { step() }
    #expect(pool.systemAllocations == allocations)
    let threads = (0..<3).map { _ in ThreadOutcome { for _ in 0..<500 { step() } } }
    for thread in threads { try await thread.get() }
    #expect(pool.systemAllocations <= 3 * allocations)
  }

  @Test("hands a thread the block it had before, whoever let go of it")
  func shelves() async throws {
    final class Held: Sendable {
      let storage: Mutex<Storage?>
      init(_ storage: Storage) { self.storage = Mutex(storage) }
    }
    let pool = StoragePool()
    let isMine = try await ThreadOutcome {
      let held = Held(Storage(byteCount: 5_000, pool: pool))
      let mine = held.storage.withLock { UInt(bitPattern: $0!.address) }
      let done = DispatchSemaphore(value: 0)
      Thread {
        do {
          let theirs = Storage(byteCount: 5_000, pool: pool)
          held.storage.withLock { $0 = nil }
          withExtendedLifetime(theirs) {}
        }
        done.signal()
      }.start()
      done.wait()
      return UInt(bitPattern: Storage(byteCount: 5_000, pool: pool).address) == mine
    }.get()
    #expect(isMine)
    #expect(pool.systemAllocations == 2)
  }

  @Test("keeps the owner of lent memory alive, and no longer")
  func lending() {
    final class Owner: Sendable {}
    weak var watched: Owner?
    let values: [Float] = [1, 2, 3, 4]
    values.withUnsafeBytes { bytes in
      var tensor: Tensor?
      do {
        let owner = Owner()
        watched = owner
        tensor = Tensor(lending: bytes, shape: [2, 2], from: owner)
      }
      #expect(watched != nil)
      #expect(tensor?.values == values)
      tensor = nil
      #expect(watched == nil)
    }
  }

  @Test("copies lent memory that is not aligned")
  func unaligned() {
    final class Owner: Sendable {}
    let bytes =
      [UInt8(0)]
      + [Float(1.5), -2].flatMap { value -> [UInt8] in
        withUnsafeBytes(of: value) { [UInt8]($0) }
      }
    bytes.withUnsafeBytes { bytes in
      let aligned = UInt(bitPattern: bytes.baseAddress) % 4 == 0 ? 1 : 0
      let tensor = Tensor(
        lending: UnsafeRawBufferPointer(rebasing: bytes[1...]), shape: [2], from: Owner())
      #expect(tensor.values == [1.5, -2])
      #expect(aligned == 1, "an array begins at an aligned address, so this one was not")
    }
  }
}
