import Foundation
import TestSupport
import Testing

@testable import SharedMemory

#if os(Linux)
  import Glibc

  @Suite("A queue in shared memory", .blocking)
  struct SharedQueueTests {
    private static let process = ProcessInfo.processInfo.processIdentifier
    private static let capacity = SharedQueue.Capacity(slots: 8, kibibytes: 4)
    private static let longestMessage = 4096 - SharedQueue.slotBytes(ofParts: [0])

    /// Both ends of a queue, each in a mapping of its own, and the reader's bell.
    private struct Ends {
      let writer: SharedQueue
      let reader: SharedQueue
      let made: SharedBlock
      let heard: Bell
      let rung: Bell

      init() throws {
        made = try SharedBlock(byteCount: 4096 + capacity.byteCount)
        let opened = try SharedBlock(
          opening: made.descriptor, ofProcess: process, byteCount: made.bytes.count,
          isWritable: true)
        reader = SharedQueue(capacity, in: made, at: 4096, as: .reader)
        writer = SharedQueue(capacity, in: opened, at: 4096, as: .writer)
        heard = try Bell()
        rung = try Bell(ringing: heard.ringingDescriptor, ofProcess: process)
      }

      var isRinging: Bool {
        var poll = pollfd(fd: heard.descriptor, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&poll, 1, 0) == 1
      }
    }

    @Test("hands messages out in the order they came, and none twice")
    func order() throws {
      let ends = try Ends()
      #expect(ends.reader.isEmpty && ends.reader.next() == nil)
      for round in 0..<100 {
        for number in 0..<3 {
          let message = [UInt8](repeating: UInt8(round), count: number * 1_000)
          #expect(ends.writer.write(message))
        }
        #expect(!ends.reader.isEmpty)
        for number in 0..<3 {
          #expect(
            ends.reader.next()?.copiedParts
              == [[UInt8](repeating: UInt8(round), count: number * 1_000)])
        }
        #expect(ends.reader.isEmpty && ends.reader.next() == nil)
      }
    }

    @Test("keeps the parts of a message apart, empty ones too")
    func parts() throws {
      let ends = try Ends()
      let parts: [[UInt8]] = [[1, 2], [], [UInt8](repeating: 3, count: 3_000), [4]]
      let isWritten = ends.writer.write(parts.map(\.count)) { index, place in
        place.copyBytes(from: parts[index])
      }
      #expect(isWritten && ends.reader.next()?.copiedParts == parts)
      let many = (0..<SharedQueue.mostParts).map { [UInt8](repeating: UInt8($0), count: 7 * $0) }
      let areWritten = ends.writer.write(many.map(\.count)) { index, place in
        place.copyBytes(from: many[index])
      }
      #expect(areWritten && ends.reader.next()?.copiedParts == many)
      for sizes in [[], [Int](repeating: 1, count: 18), [2_000, 2_000, 2_000]] {
        #expect(
          !ends.writer.write(sizes) { _, _ in
            Issue.record("nothing is to be filled")
          })
      }
      #expect(ends.reader.isEmpty)
    }

    @Test("refuses what is too long, and more than there is room for, and loses nothing")
    func full() throws {
      let ends = try Ends()
      let longest = [UInt8](repeating: 7, count: Self.longestMessage)
      #expect(!ends.writer.write(longest + [7]))
      var written = 0
      while ends.writer.write([UInt8(written)] + longest.dropLast()) {
        written += 1
      }
      #expect(written == 8)
      for number in 0..<written { #expect(ends.reader.next()?.parts[0].first == UInt8(number)) }
      #expect(ends.writer.write([1]))
    }

    @Test("leaves a message where it lies until nobody refers to it, and takes the places in turn")
    func places() throws {
      let ends = try Ends()
      for number in 0..<8 { #expect(ends.writer.write([UInt8(number)])) }
      var held = try (0..<8).map { _ in try #require(ends.reader.next()) }
      held.removeSubrange(1..<7)
      #expect(ends.reader.isEmpty && ends.writer.isEmpty)
      #expect(!ends.writer.write([8]))
      #expect(held.map(\.copiedParts) == [[[0]], [[7]]])
      held.removeFirst()
      for number in 8..<15 { #expect(ends.writer.write([UInt8(number)])) }
      #expect(!ends.writer.write([15]))
      #expect(held.map(\.copiedParts) == [[[7]]])
      held.removeAll()
      #expect(ends.writer.write([15]))
      for number in 8..<16 { #expect(ends.reader.next()?.copiedParts == [[UInt8(number)]]) }
    }

    @Test("rings the bell of a reader that sleeps, once, and of no other")
    func bell() throws {
      let ends = try Ends()
      _ = ends.writer.write([1])
      ends.writer.wakeReader(by: ends.rung)
      #expect(!ends.isRinging)
      ends.reader.beginSleep()
      _ = ends.writer.write([2])
      #expect(!ends.isRinging)
      ends.writer.wakeReader(by: ends.rung)
      #expect(ends.isRinging)
      ends.heard.silence()
      _ = ends.writer.write([3])
      ends.writer.wakeReader(by: ends.rung)
      #expect(!ends.isRinging)
      ends.reader.beginSleep()
      ends.reader.endSleep()
      _ = ends.writer.write([4])
      ends.writer.wakeReader(by: ends.rung)
      #expect(!ends.isRinging)
      let messages = (0..<4).map { _ in ends.reader.next()?.copiedParts }
      #expect(messages == [[[1]], [[2]], [[3]], [[4]]])
    }

    @Test("carries a great many messages between two threads, sleep and all")
    func threads() async throws {
      let ends = try Ends()
      let count = 20_000
      let (writer, rung, reader, heard) = (ends.writer, ends.rung, ends.reader, ends.heard)
      let sending = ThreadOutcome {
        for number in 0..<count {
          let message = withUnsafeBytes(of: number) { Array($0) }
          while !writer.write(message) { sched_yield() }
          writer.wakeReader(by: rung)
        }
      }
      let receiving = ThreadOutcome {
        var expected = 0
        while expected < count {
          while let message = reader.next() {
            let number = message.parts[0].loadUnaligned(as: Int.self)
            guard number == expected else { return number }
            expected += 1
          }
          reader.beginSleep()
          if reader.isEmpty && expected < count {
            var poll = pollfd(fd: heard.descriptor, events: Int16(POLLIN), revents: 0)
            // A bell that is missed shows as a message that comes too late.
            if Glibc.poll(&poll, 1, 20_000) == 0 { return -1 }
          }
          reader.endSleep()
          heard.silence()
        }
        return expected
      }
      try await sending.get()
      #expect(try await receiving.get() == count)
    }

    /// Writes a word of the queue behind its back: 64 how many messages were written, 128 how many taken,
    /// 4096 whether the first slot is in use.
    private func forge(_ value: UInt64, at offset: Int, of ends: Ends) {
      ends.made.bytes.storeBytes(of: value, toByteOffset: 4096 + offset, as: UInt64.self)
    }

    @Test(
      "is not read any more once the writer's count can't be",
      arguments: [9, 1_000_000, UInt64.max, 0])
    func runawayCount(count: UInt64) throws {
      let ends = try Ends()
      #expect(ends.writer.write([1]) && ends.reader.next() != nil)
      forge(count, at: 64, of: ends)
      #expect(!ends.reader.isEmpty && !ends.reader.isBroken)
      #expect(ends.reader.next() == nil)
      #expect(ends.reader.isBroken)
      // Nothing to wake up for, and nothing to come back to.
      #expect(ends.reader.isEmpty)
      forge(2, at: 64, of: ends)
      #expect(ends.reader.isEmpty && ends.reader.next() == nil)
    }

    @Test("is not read any more once it shows a message in a slot that nobody has filled")
    func unfilledSlot() throws {
      let ends = try Ends()
      forge(1, at: 64, of: ends)
      #expect(ends.reader.next() == nil)
      #expect(ends.reader.isBroken)
    }

    @Test("hands every message out once, however far back or ahead the count of those taken is set")
    func forgedTaken() throws {
      let ends = try Ends()
      for number in 0..<100 {
        forge(UInt64(bitPattern: Int64(number) * 7_919 - 50), at: 128, of: ends)
        #expect(ends.writer.write([UInt8(number)]))
        #expect(ends.reader.next()?.copiedParts == [[UInt8(number)]])
        #expect(ends.reader.next() == nil)
      }
      #expect(!ends.reader.isBroken)
    }

    @Test("fills its slots in turn, however the count of those written is set")
    func forgedWritten() throws {
      let ends = try Ends()
      for number in 0..<100 {
        forge(UInt64(number) &* 7_919 &- 50, at: 64, of: ends)
        #expect(ends.writer.write([UInt8(number)]))
        #expect(ends.reader.next()?.copiedParts == [[UInt8(number)]])
      }
    }

    @Test("ends after as many messages as there are slots, whatever the writer goes on to claim")
    func bounded() throws {
      let ends = try Ends()
      var read = 0
      for _ in 0..<1_000 {
        forge(UInt64(read + 8), at: 64, of: ends)
        guard ends.reader.next() != nil else { break }
        read += 1
      }
      #expect(read == 0 && ends.reader.isBroken)
    }

    @Test("survives whatever the other process writes")
    func hostile() throws {
      var random = SystemRandomNumberGenerator()
      for _ in 0..<200 {
        let ends = try Ends()
        for word in 0..<(Self.capacity.byteCount / 8) where word % 8 == 0 {
          ends.made.bytes.storeBytes(
            of: random.next(), toByteOffset: 4096 + 8 * word, as: UInt64.self)
        }
        // What would be taken at its word.
        forge(1, at: 64, of: ends)
        forge(1, at: 4096, of: ends)
        _ = ends.reader.isEmpty
        let parts = ends.reader.next()?.copiedParts ?? []
        #expect(parts.count <= SharedQueue.mostParts)
        #expect(parts.reduce(0) { $0 + $1.count } <= Self.longestMessage)
        _ = ends.writer.write([1, 2, 3])
      }
    }
  }

  @Suite("A bell", .computing)
  struct BellTests {
    private static let process = ProcessInfo.processInfo.processIdentifier

    @Test("is heard by whoever opens it for that, until it is silenced")
    func hearing() throws {
      let made = try Bell()
      let heard = try Bell(hearing: made.descriptor, ofProcess: Self.process)
      var poll = pollfd(fd: heard.descriptor, events: Int16(POLLIN), revents: 0)
      #expect(Glibc.poll(&poll, 1, 0) == 0)
      // More than a pipe holds: ringing never waits.
      for _ in 0..<100_000 { made.ring() }
      #expect(Glibc.poll(&poll, 1, 0) == 1)
      heard.silence()
      #expect(Glibc.poll(&poll, 1, 0) == 0)
    }

    @Test("may be rung when its maker is gone, without a signal that ends the process")
    func ringingNobody() throws {
      var made: Bell? = try Bell()
      let rung = try Bell(
        ringing: try #require(made).ringingDescriptor, ofProcess: Self.process)
      made = nil
      var byte: UInt8 = 1
      #expect(write(rung.ringingDescriptor, &byte, 1) == 1)
      for _ in 0..<100_000 { rung.ring() }
    }

    @Test("keeps nobody who silences it while somebody rings it without end")
    func endlessRinging() async throws {
      let made = try Bell()
      let over = Flag()
      let ringing = ThreadOutcome { while !over.isRaised { made.ring() } }
      let silencing = ThreadOutcome {
        for _ in 0..<1_000 { made.silence() }
      }
      try await silencing.get()
      over.raise()
      try await ringing.get()
    }

    @Test("has ended once its maker is gone, and not before")
    func end() throws {
      var made: Bell? = try Bell()
      let heard = try Bell(
        hearing: try #require(made).descriptor, ofProcess: Self.process)
      heard.silence()
      #expect(!heard.hasEnded)
      made?.ring()
      heard.silence()
      #expect(!heard.hasEnded)
      made = nil
      heard.silence()
      #expect(heard.hasEnded)
    }

    @Test("is told from a file and from nothing at all")
    func otherThings() throws {
      let scratch = try ScratchDirectory()
      let path = scratch.file("file")
      try Data(count: 1).write(to: URL(fileURLWithPath: path))
      let file = open(path, O_RDWR)
      defer { close(file) }
      for descriptor in [file, Int32.max] {
        #expect(throws: SharedMemoryError.self) {
          try Bell(ringing: descriptor, ofProcess: Self.process)
        }
        let error = #expect(throws: SharedMemoryError.self) {
          try Bell(hearing: descriptor, ofProcess: Self.process)
        }
        #expect(error?.code == .openBell && error?.description.contains("pipe") == true)
      }
    }
  }
#endif
