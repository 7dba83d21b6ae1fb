import ClusterProtocol
import Foundation
import Sharding
import SharedMemory
import TestSupport
import Testing
import ZeroMQ

@testable import Cluster

#if os(Linux)
  import Glibc

  /// Two workers' ends of the mailboxes of a coordinator.
  private struct Mailboxes {
    let memory: CoordinatorMemory
    let workers: [WorkerMemory]
    let blocks: [SharedBlock]

    init() throws {
      let shape = JobShape(batchSize: 4, shards: 2, trainingExamples: 8)
      let layout = TinyProgram().layout
      let job = JobDescription(
        program: "tiny", seed: 1, shape: shape, isa: "avx2",
        contributionCount: layout.contributionCount, weightCount: layout.count,
        fields: .image(of: 12))
      let memory = try CoordinatorMemory(for: layout, SharedMemoryPlan(for: job, workers: 2))
      let offers = try (0..<2).map {
        try memory.offer(toWorker: $0, at: PeerID(bytes: [UInt8($0)]))
      }
      self.memory = memory
      workers = try offers.map { try #require(try WorkerMemory($0, for: job)) }
      blocks = try offers.map { offer in
        // The mailbox as a worker has it: a page, 16 slots of a page, and their header.
        var status = stat()
        try #require(fstat(Int32(offer.mailboxDescriptor), &status) == 0)
        return try SharedBlock(
          opening: Int32(offer.mailboxDescriptor), ofProcess: Int32(offer.processID),
          byteCount: Int(status.st_size), isWritable: true)
      }
    }

    /// Sets how many messages a worker claims to have written.
    func claim(_ count: UInt64, byWorker worker: Int) {
      blocks[worker].bytes.storeBytes(of: count, toByteOffset: 4096 + 64, as: UInt64.self)
    }

    /// Whose message or whose lie is next.
    func next() -> (worker: UInt8, isLie: Bool)? {
      memory.nextMessage().map { find, peer in
        if case .lies = find { (peer.bytes[0], true) } else { (peer.bytes[0], false) }
      }
    }
  }

  @Suite("The mailboxes of a coordinator", .blocking)
  struct MailboxFairnessTests {
    @Test("are read in turn, so that one that is always full keeps no other waiting")
    func fairness() throws {
      let mailboxes = try Mailboxes()
      let flood = mailboxes.workers[0].mailbox
      while flood.send([1]) {}
      #expect(mailboxes.workers[1].mailbox.send([2]))
      let firstTwo = [mailboxes.next()?.worker, mailboxes.next()?.worker]
      #expect(Set(firstTwo) == [0, 1])
      for _ in 0..<100 {
        while flood.send([1]) {}
        #expect(mailboxes.next()?.worker == 0)
      }
      #expect(mailboxes.workers[1].mailbox.send([2]))
      let nextTwo = [mailboxes.next()?.worker, mailboxes.next()?.worker]
      #expect(Set(nextTwo) == [0, 1])
    }

    @Test("are there for whoever was offered one, and for nobody else, whatever they say")
    func offered() throws {
      let mailboxes = try Mailboxes()
      #expect(mailboxes.memory.hasBlocks(for: PeerID(bytes: [1])))
      #expect(!mailboxes.memory.hasBlocks(for: PeerID(bytes: [2])))
      mailboxes.memory.forget(worker: 1)
      #expect(!mailboxes.memory.hasBlocks(for: PeerID(bytes: [1])))
      // The number of one that has gone may be another's, who gets blocks of its own.
      let before = try mailboxes.memory.offer(toWorker: 0, at: PeerID(bytes: [0]))
      let after = try mailboxes.memory.offer(toWorker: 0, at: PeerID(bytes: [7]))
      #expect(before.token == after.token)
      #expect(!mailboxes.memory.hasBlocks(for: PeerID(bytes: [0])))
      #expect(mailboxes.memory.hasBlocks(for: PeerID(bytes: [7])))
    }

    @Test("are told from one whose count runs away, which is given up once and never read again")
    func lies() throws {
      let mailboxes = try Mailboxes()
      mailboxes.claim(1_000_000, byWorker: 0)
      #expect(mailboxes.workers[1].mailbox.send([2]))
      let finds = [try #require(mailboxes.next()), try #require(mailboxes.next())]
      #expect(finds.contains { $0 == (0, true) } && finds.contains { $0 == (1, false) })
      #expect(mailboxes.next() == nil)
      #expect(!mailboxes.memory.listener.isReady)
      mailboxes.claim(2_000_000, byWorker: 0)
      #expect(mailboxes.next() == nil && !mailboxes.memory.listener.isReady)
      #expect(mailboxes.workers[1].mailbox.send([2]))
      #expect(mailboxes.next()?.worker == 1)
    }
  }

  @Suite("Mailboxes of a coordinator that is gone", .blocking)
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
