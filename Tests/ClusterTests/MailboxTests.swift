import Foundation
import SharedMemory
import Testing
import ZeroMQ

@testable import Cluster

#if os(Linux)
  @Suite("Mailboxes of a coordinator that is gone", .timeLimit(.minutes(1)))
  struct MailboxTests {
    @Test("wake nobody up: a wait lasts as long as it was to")
    func end() throws {
      let process = ProcessInfo.processInfo.processIdentifier
      var coordinators: Bell? = try Bell()
      let listener = MailboxListener(
        inboxes: [],
        bell: try Bell(hearing: try #require(coordinators).descriptor, ofProcess: process))
      let socket = try Socket(.dealer, in: Context())
      coordinators?.ring()
      #expect(try socket.waitForMessage(milliseconds: 30_000, or: listener))
      coordinators = nil
      // The end itself may wake the reader up, but only once.
      _ = try socket.waitForMessage(milliseconds: 30_000, or: listener)
      #expect(listener.descriptor == -1)
      #expect(try !socket.waitForMessage(milliseconds: 10, or: listener))
    }
  }
#endif
