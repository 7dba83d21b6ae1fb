import SharedMemory
import ZeroMQ

/// Waits for messages in any of some mailboxes.
struct MailboxListener: WakeSource {
  let inboxes: [SharedQueue]
  let bell: Bell

  var descriptor: Int32 { bell.hasEnded ? -1 : bell.descriptor }

  var isReady: Bool { inboxes.contains { !$0.isEmpty } }

  func beginSleep() {
    for inbox in inboxes { inbox.beginSleep() }
  }

  func endSleep() {
    for inbox in inboxes { inbox.endSleep() }
    bell.silence()
  }
}
