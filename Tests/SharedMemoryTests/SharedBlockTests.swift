import Foundation
import TestSupport
import Testing

@testable import SharedMemory

#if os(Linux)
  import Glibc

  @Suite("A block of shared memory", .computing)
  struct SharedBlockTests {
    private static let process = ProcessInfo.processInfo.processIdentifier

    @Test("shows to all who open it what its maker writes, and the other way round")
    func sharing() throws {
      let made = try SharedBlock(byteCount: 10_000)
      let opened = try SharedBlock(
        opening: made.descriptor, ofProcess: Self.process, byteCount: 10_000, isWritable: true)
      #expect(made.bytes.baseAddress != opened.bytes.baseAddress)
      #expect(opened.bytes.allSatisfy { $0 == 0 })
      made.bytes[9_999] = 7
      #expect(opened.bytes[9_999] == 7)
      opened.bytes[0] = 8
      #expect(made.bytes[0] == 8)
    }

    @Test("outlives its maker's interest in it")
    func lifetime() throws {
      var made: SharedBlock? = try SharedBlock(byteCount: 4096)
      made?.bytes[1] = 5
      let opened = try SharedBlock(
        opening: try #require(made).descriptor, ofProcess: Self.process, byteCount: 4096,
        isWritable: false)
      made = nil
      #expect(opened.bytes[1] == 5)
    }

    @Test("has a size that nobody changes")
    func seals() throws {
      let made = try SharedBlock(byteCount: 4096)
      #expect(ftruncate(made.descriptor, 0) == -1)
      #expect(ftruncate(made.descriptor, 8192) == -1)
    }

    @Test("can't be written to by those who open it if it is not for them to write")
    func readOnly() throws {
      let made = try SharedBlock(byteCount: 8192, isWritableByOthers: false)
      made.bytes[8191] = 9
      let opened = try SharedBlock(
        opening: made.descriptor, ofProcess: Self.process, byteCount: 8192, isWritable: false)
      #expect(opened.bytes[8191] == 9)
      made.bytes[8191] = 10
      #expect(opened.bytes[8191] == 10)
      // Linux 5.1 and later.
      if fcntl(made.descriptor, 1034) & 0x10 != 0 {
        #expect(throws: SharedMemoryError.self) {
          try SharedBlock(
            opening: made.descriptor, ofProcess: Self.process, byteCount: 8192, isWritable: true)
        }
        var byte: UInt8 = 1
        let writable = open("/proc/self/fd/\(made.descriptor)", O_RDWR)
        defer { close(writable) }
        #expect(pwrite(writable, &byte, 1, 0) == -1)
      }
    }

    @Test("is not opened without its pages, which would be taken from whoever opens it")
    func withoutPages() throws {
      let made = try SharedBlock(byteCount: 1 << 16)
      // MADV_REMOVE gives pages back behind the file system's back.
      try #require(madvise(made.bytes.baseAddress, 1 << 15, 9) == 0)
      #expect(throws: SharedMemoryError.self) {
        try SharedBlock(
          opening: made.descriptor, ofProcess: Self.process, byteCount: 1 << 16,
          isWritable: false)
      }
    }

    @Test("is not taken for one of another size")
    func otherSize() throws {
      let made = try SharedBlock(byteCount: 4096)
      let error = #expect(throws: SharedMemoryError.self) {
        try SharedBlock(
          opening: made.descriptor, ofProcess: Self.process, byteCount: 4097, isWritable: false)
      }
      #expect(error?.errno == EINVAL && error?.code == .open)
    }

    @Test("is told from a file, a directory, a pipe and nothing at all")
    func otherThings() throws {
      let scratch = try ScratchDirectory()
      let path = scratch.file("file")
      try Data(count: 4096).write(to: URL(fileURLWithPath: path))
      var ends: [Int32] = [0, 0]
      try #require(pipe(&ends) == 0)
      defer { for end in ends { close(end) } }
      let descriptors = [open(path, O_RDWR), open(scratch.path, O_RDONLY), ends[0], Int32.max]
      defer { for descriptor in descriptors.prefix(2) { close(descriptor) } }
      for descriptor in descriptors {
        #expect(throws: SharedMemoryError.self) {
          try SharedBlock(
            opening: descriptor, ofProcess: Self.process, byteCount: 4096, isWritable: false)
        }
      }
    }

    @Test("is measured against what the system and the control group leave")
    func available() throws {
      let text = "MemTotal:       100 kB\nMemAvailable:     64 kB\n"
      #expect(AvailableMemory.available(inMeminfo: text) == 65_536)
      #expect(AvailableMemory.available(inMeminfo: "MemTotal: 1 kB") == nil)
      #expect(try #require(AvailableMemory.bytes) > 1 << 20)
    }

    @Test("that the machine has no memory for is refused when it is made")
    func tooLarge() throws {
      let error = #expect(throws: SharedMemoryError.self) {
        try SharedBlock(byteCount: 1 << 60)
      }
      #expect(error?.code == .create && error?.errno == ENOMEM)
      #expect(error?.description.contains("Use the transport ipc or tcp.") == true)
    }
  }
#endif
