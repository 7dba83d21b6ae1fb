import Foundation
import TestSupport
import Testing

@testable import Training

@Suite("The console", .computing)
struct ConsoleTests {
  @Test("A line written while the bar stands takes its place, and the bar follows below")
  func lineAboveBar() throws {
    let output = try ConsoleOutput(isTerminal: true)
    output.console.show { _ in "bar at the bottom" }
    output.console.write(line: "one\ntwo\n")
    output.console.write(line: "three")
    #expect(
      ScreenModel(try output.text()).lines == ["one", "two", "three", "bar at the bottom"])
  }

  @Test("A shorter bar leaves nothing of a longer one")
  func redraw() throws {
    let output = try ConsoleOutput(isTerminal: true)
    output.console.show { _ in "a long bar" }
    output.console.show { _ in "bar" }
    #expect(ScreenModel(try output.text()).lines == ["bar"])
    output.console.finish { _ in "done" }
    output.console.write(line: "after")
    #expect(ScreenModel(try output.text()).lines == ["done", "after"])
  }

  @Test("A bar that is left stands, and lines go on below it")
  func leave() throws {
    let output = try ConsoleOutput(isTerminal: true)
    output.console.show { _ in "bar" }
    output.console.leaveBar()
    output.console.leaveBar()
    output.console.write(line: "interrupted")
    #expect(ScreenModel(try output.text()).lines == ["bar", "interrupted"])
    #expect(try output.text() == "\r\u{1B}[2Kbar\ninterrupted\n")
  }

  @Test("The bar is drawn one column narrower than the terminal")
  func width() throws {
    let output = try ConsoleOutput(isTerminal: true, width: 30)
    output.console.show { width in "\(width)" }
    #expect(ScreenModel(try output.text()).lines == ["29"])
  }

  @Test("Where there is no terminal, lines go out bare and the bar not at all")
  func noTerminal() throws {
    let output = try ConsoleOutput(isTerminal: false)
    output.console.show { _ in "bar" }
    output.console.write(line: "one")
    output.console.finish { _ in "done" }
    output.console.leaveBar()
    #expect(try output.text() == "one\n")
  }

  @Test("Control characters in a line are shown, not obeyed")
  func harmless() throws {
    let output = try ConsoleOutput(isTerminal: true)
    output.console.write(line: "worker \u{1B}[2J\rgone\u{7F}\u{9B}31m\tend")
    #expect(try output.text() == "worker ␛[2J␍gone␡\u{FFFD}31m\tend\n")
  }

  @Test("Lines to another descriptor keep clear of the bar as well")
  func otherDescriptor() throws {
    let bar = try ConsoleOutput(isTerminal: true)
    let lines = Pipe()
    bar.console.show { _ in "bar" }
    bar.console.write(line: "result", to: lines.fileHandleForWriting.fileDescriptor)
    try lines.fileHandleForWriting.close()
    #expect(try lines.fileHandleForReading.readToEnd() == Data("result\n".utf8))
    #expect(try bar.text() == "\r\u{1B}[2Kbar" + "\r\u{1B}[2K" + "\r\u{1B}[2Kbar".dropFirst(5))
  }

  @Test("Clearing, line and bar go out in one call")
  func oneCall() throws {
    // A datagram socket keeps apart what was written apart.
    var ends: [Int32] = [0, 0]
    #if canImport(Darwin)
      let datagram = SOCK_DGRAM
    #else
      let datagram = Int32(SOCK_DGRAM.rawValue)
    #endif
    try #require(socketpair(AF_UNIX, datagram, 0, &ends) == 0)
    defer { ends.forEach { close($0) } }
    let console = Console(descriptor: ends[0], isTerminal: true, width: { 80 })
    console.show { _ in "bar" }
    console.write(line: "one\ntwo")
    var messages: [String] = []
    for _ in 0..<2 {
      var buffer = [UInt8](repeating: 0, count: 1000)
      let count = recv(ends[1], &buffer, buffer.count, 0)
      messages.append(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self))
    }
    #expect(messages == ["\r\u{1B}[2Kbar", "\r\u{1B}[2Kone\ntwo\nbar"])
  }

  @Test("Many threads writing lines while the bar moves garble nothing")
  func manyThreads() async throws {
    let output = try ConsoleOutput(isTerminal: true)
    await withTaskGroup(of: Void.self) { group in
      for worker in 0..<8 {
        group.addTask {
          for line in 0..<100 {
            output.console.write(line: "worker \(worker) line \(line)")
            output.console.show { _ in "bar" }
          }
        }
      }
    }
    let lines = ScreenModel(try output.text()).lines
    #expect(lines.last == "bar")
    let expected = Set(
      (0..<8).flatMap { worker in (0..<100).map { "worker \(worker) line \($0)" } })
    #expect(lines.count == 801)
    #expect(Set(lines.dropLast()) == expected)
  }
}
