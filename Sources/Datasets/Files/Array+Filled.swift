extension [UInt8] {
  /// Bytes that a closure puts into memory, as many as it says.
  init(
    count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int
  ) throws(DatasetError) {
    var failure: DatasetError?
    self.init(unsafeUninitializedCapacity: count) { buffer, initializedCount in
      do throws(DatasetError) {
        initializedCount = try fill(
          UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}
