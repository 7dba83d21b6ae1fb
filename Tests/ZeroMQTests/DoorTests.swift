import TestSupport
import Testing

@testable import ZeroMQ

@Suite("The door for strangers", .computing)
struct DoorTests {
  private static func door() -> Door { Door(room: 16, perSecond: 100, at: .zero) }

  @Test("closes behind as many as may come at once")
  func closes() {
    var door = Self.door()
    for _ in 0..<15 {
      door.enter()
      #expect(door.change(at: .zero) == nil)
    }
    door.enter()
    #expect(door.change(at: .zero) == false)
    #expect(!door.isOpen)
    #expect(door.change(at: .zero) == nil)
  }

  @Test("opens again for several at a time, and has no more room after a long rest")
  func opens() {
    var door = Self.door()
    // More than may come are there before it closes; they are owed for.
    for _ in 0..<26 { door.enter() }
    #expect(door.change(at: .zero) == false)
    #expect(door.change(at: .milliseconds(110)) == nil)
    #expect(door.change(at: .milliseconds(125)) == true)
    #expect(door.change(at: .seconds(3600)) == nil)
    for _ in 0..<16 { door.enter() }
    #expect(door.change(at: .seconds(3600)) == false)
  }

  @Test("stays as it is when the time that is told runs backwards")
  func backwards() {
    var door = Door(room: 16, perSecond: 100, at: .seconds(10))
    for _ in 0..<16 { door.enter() }
    #expect(door.change(at: .seconds(10)) == false)
    #expect(door.change(at: .seconds(5)) == nil)
    #expect(!door.isOpen)
  }
}
