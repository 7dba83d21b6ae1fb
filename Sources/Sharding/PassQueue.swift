/// Passes one after the other, read batch by batch.
public struct PassQueue: Hashable, Sendable {
  // None of them is empty.
  private var passes: [Pass]

  /// A queue of some passes; of none by default.
  public init(_ passes: [Pass] = []) {
    self.passes = passes.filter { !$0.isEmpty }
  }

  /// Whether no batch is left.
  public var isEmpty: Bool { passes.isEmpty }

  /// How many batches are left.
  public var count: Int { passes.reduce(0) { $0 + $1.count } }

  /// The batch that comes after so many others; nil if there are no more. O(passes).
  public func batch(at offset: Int) -> GlobalBatch? {
    var offset = offset
    for pass in passes {
      if offset < pass.count { return pass[pass.startIndex + offset] }
      offset -= pass.count
    }
    return nil
  }

  /// Removes the batch that comes next.
  public mutating func removeFirst() {
    guard let pass = passes.first else { return }
    if pass.count == 1 { passes.removeFirst() } else { passes[0] = pass.dropFirst() }
  }
}
