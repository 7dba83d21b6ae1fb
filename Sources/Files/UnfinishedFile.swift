import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file under a name of its own, on its way to another name or to nothing: it goes when the value
/// does, and also when the process is ended in between by ``removeAll()``.
package struct UnfinishedFile: ~Copyable {
  /// Where the file lies.
  package let path: String
  private let slot: Int?
  private var isKept = false

  /// Takes note of a file that is about to be made.
  package init(at path: String) {
    self.path = path
    slot = Self.takeSlot(for: path)
  }

  deinit {
    if !isKept { unlink(path) }
    Self.clear(slot)
  }

  /// Gives the file another name, and takes it from there.
  package consuming func rename(to newPath: String) throws(SystemFailure) {
    let status = Self.rename(path, newPath)
    // Whatever comes of it, nothing of that name is to stay: `deinit` sees to the rest.
    guard status == 0 else { throw .current }
  }

  // The method of the same name hides the call.
  private static func rename(_ path: String, _ newPath: String) -> Int32 {
    OperatingSystem.rename(path, newPath)
  }

  /// Leaves the file where it is: it is finished.
  package consuming func keep() { isKept = true }

  /// Removes every file that is unfinished now; a handler of signals may call it.
  package static func removeAll() {
    for index in 0..<slotCount {
      if let path = slots[index].load(ordering: .acquiring) { unlink(path) }
    }
  }

  // Only what may be called in a handler of signals can be used there: no lock, no allocation. So
  // the names stand in places that are made once, and the text of one is never given back, since a
  // handler may be reading it: some hundred bytes for each file that a run writes. Unsafe in name
  // only: the pointer never changes, and what it leads to is atomic.
  private static let slotCount = 64
  private nonisolated(unsafe) static let slots:
    UnsafeMutablePointer<Atomic<UnsafeMutablePointer<CChar>?>> = {
      let slots = UnsafeMutablePointer<Atomic<UnsafeMutablePointer<CChar>?>>
        .allocate(capacity: slotCount)
      for index in 0..<slotCount { (slots + index).initialize(to: Atomic(nil)) }
      return slots
    }()

  /// Makes the places, so that a handler of signals finds them made.
  package static func prepare() { _ = slots }

  private static func takeSlot(for path: String) -> Int? {
    guard let text = strdup(path.pathBytes) else { return nil }
    for index in 0..<slotCount {
      let (isTaken, _) = slots[index].compareExchange(
        expected: nil, desired: text, ordering: .acquiringAndReleasing)
      if isTaken { return index }
    }
    free(text)
    return nil
  }

  private static func clear(_ slot: Int?) {
    if let slot { slots[slot].store(nil, ordering: .releasing) }
  }
}
