import TestSupport
import Testing

@testable import ZeroMQ

@Suite("What peers hold unread", .computing)
struct ConnectionLedgerTests {
  private static let peer: [UInt8] = [0, 0, 0, 0, 9]

  private static func ledger(strangers: Int = 4) -> ConnectionLedger {
    var limits = ConnectionLimits()
    limits.bytesOfNewcomer = 100
    limits.bytesOfStranger = 100
    limits.bytesOfStrangers = 250
    limits.strangers = strangers
    return ConnectionLedger(limits)
  }

  @Test("is what has come and was not read")
  func unread() {
    var ledger = Self.ledger()
    ledger.open(5, identity: 1)
    ledger.sample(5, received: 100)
    #expect(ledger.excess() == [])
    ledger.sample(5, received: 101)
    #expect(ledger.excess() == [5])
    ledger.deliver(50, on: 5, by: Self.peer)
    #expect(ledger.excess() == [])
    ledger.sample(5, received: 151)
    #expect(ledger.excess() == [5])
    // Once is enough.
    ledger.cut(5)
    #expect(ledger.excess() == [] && ledger.cutCount == 1)
  }

  @Test("may be less before a first message was read")
  func newcomer() {
    var limits = ConnectionLimits()
    (limits.bytesOfNewcomer, limits.bytesOfStranger) = (10, 100)
    var ledger = ConnectionLedger(limits)
    ledger.open(5, identity: 1)
    ledger.sample(5, received: 10)
    #expect(ledger.excess() == [])
    ledger.sample(5, received: 11)
    #expect(ledger.excess() == [5])
    ledger.deliver(1, on: 5, by: Self.peer)
    ledger.sample(5, received: 101)
    #expect(ledger.excess() == [])
    ledger.sample(5, received: 102)
    #expect(ledger.excess() == [5])
  }

  @Test("keeps what a buffer was, for once")
  func buffer() {
    var ledger = Self.ledger()
    ledger.open(5, identity: 1)
    #expect(ledger.takeBuffer(of: 5) == nil)
    ledger.keepBuffer(131_072, of: 5)
    #expect(ledger.takeBuffer(of: 5) == 131_072)
    #expect(ledger.takeBuffer(of: 5) == nil)
  }

  @Test("gives no credit for what was read with more around it than there was")
  func credit() {
    var ledger = Self.ledger()
    ledger.open(5, identity: 1)
    ledger.deliver(10_000, on: 5, by: Self.peer)
    ledger.sample(5, received: 50)
    ledger.sample(5, received: 151)
    #expect(ledger.excess() == [5])
  }

  @Test("may be more for a peer that is trusted, and is told apart from all others' when it is cut")
  func trust() {
    var ledger = Self.ledger()
    ledger.open(5, identity: 1)
    ledger.deliver(10, on: 5, by: Self.peer)
    #expect(ledger.descriptor(of: Self.peer) == 5)
    ledger.trust(5, 1000)
    ledger.sample(5, received: 1010)
    #expect(ledger.excess() == [] && ledger.strangerCount == 0)
    ledger.sample(5, received: 1011)
    #expect(ledger.excess() == [5])
    ledger.noteExcess(5)
    #expect(ledger.takeTrustedCut() == [Self.peer])
    #expect(ledger.takeTrustedCut() == [])
  }

  @Test("is bounded for all strangers together: those who hold most go")
  func all() {
    var ledger = Self.ledger()
    for (descriptor, bytes) in [90, 80, 70, 60].enumerated() {
      ledger.open(Int32(descriptor), identity: UInt64(descriptor))
      ledger.sample(Int32(descriptor), received: bytes)
    }
    // 300 bytes of 250; 130 remain when two are gone, 70 and 60, and half of 250 when one more is.
    #expect(ledger.excess() == [0, 1, 2])
  }

  @Test("is of few strangers: the first go, and trusted peers stay")
  func count() {
    var ledger = Self.ledger(strangers: 2)
    for descriptor in 0..<5 as Range<Int32> {
      ledger.open(descriptor, identity: UInt64(descriptor))
    }
    ledger.trust(0, 10)
    #expect(ledger.excess() == [1, 2])
    ledger.close(1)
    ledger.close(1)
    #expect(ledger.strangerCount == 3)
    #expect(ledger.excess() == [2])
  }

  @Test("belongs to one connection, though its descriptor be used again")
  func reuse() {
    var ledger = Self.ledger()
    ledger.open(5, identity: 1)
    ledger.deliver(10, on: 5, by: [0, 0, 0, 0, 7])
    ledger.trust(5, 1000)
    // The same connection is told of once more, and another one has the descriptor.
    ledger.open(5, identity: 1)
    #expect(ledger.descriptor(of: [0, 0, 0, 0, 7]) == 5)
    ledger.open(5, identity: 2)
    #expect(ledger.descriptor(of: [0, 0, 0, 0, 7]) == nil && ledger.strangerCount == 1)
    ledger.deliver(10, on: 5, by: [0, 0, 0, 0, 8])
    // A message of the one that has ended, read late, and one of a newer peer.
    ledger.trust(5, 1000)
    ledger.deliver(10, on: 5, by: [0, 0, 0, 0, 7])
    #expect(ledger.descriptor(of: [0, 0, 0, 0, 8]) == 5 && ledger.strangerCount == 0)
    ledger.deliver(10, on: 5, by: [0, 0, 0, 0, 9])
    #expect(ledger.descriptor(of: [0, 0, 0, 0, 9]) == 5 && ledger.strangerCount == 1)
  }

  @Test("may be as much for all peers, those to come included")
  func trustAll() {
    var ledger = Self.ledger()
    ledger.open(5, identity: 1)
    ledger.trustAll(1000)
    ledger.open(6, identity: 2)
    for descriptor in [5, 6] as [Int32] { ledger.sample(descriptor, received: 1000) }
    #expect(ledger.excess() == [] && ledger.strangerCount == 0)
  }
}
