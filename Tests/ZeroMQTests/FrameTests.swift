import TestSupport
import Testing
import ZeroMQ

@Suite("A frame", .blocking)
struct FrameTests {
  // Around the sizes at which libzmq stores bytes differently.
  static let counts = [0, 1, 33, 34, 8_191, 8_192, 8_193, 300_000]

  @Test("owns a copy of the bytes it was made of", arguments: counts)
  func copying(count: Int) {
    var bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    let original = bytes
    let frame = Frame.copying(bytes)
    for index in bytes.indices { bytes[index] = 0xff }
    #expect(frame.count == count)
    #expect(frame.bytes == original)
  }

  @Test("refers to lent bytes and gives them back with its last copy", arguments: counts)
  func lending(count: Int) {
    let returns = Payload.Returns()
    do {
      var copies: [Frame] = []
      do {
        let (frame, address) = Payload.lend(count: count, returns: returns)
        #expect(frame.withBytes { $0.baseAddress } == address)
        copies = [frame.copy(), frame.copy(), frame.copy()]
        if count > 0 { #expect(copies.allSatisfy { $0.withBytes { $0.baseAddress } == address }) }
      }
      copies.removeLast()
      #expect(returns.count == 0)
      #expect(copies.allSatisfy { $0.count == count })
    }
    #expect(returns.count == 1)
  }

  @Test("may be copied by several threads at once, from the first copy on")
  func copyingOnManyThreads() async {
    let returns = Payload.Returns()
    let frames = 500
    for _ in 0..<frames {
      let (frame, _) = Payload.lend(count: 64, returns: returns)
      await withTaskGroup { group in
        for _ in 0..<4 {
          group.addTask { for _ in 0..<20 { _ = frame.copy() } }
        }
      }
      #expect(frame.count == 64)
    }
    #expect(returns.count == frames)
  }
}
