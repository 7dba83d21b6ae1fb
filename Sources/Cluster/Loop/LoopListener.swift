import SharedMemory
import ZeroMQ

/// Waits for messages in mailboxes and for what a loop asks.
struct LoopListener: WakeSource {
  let mailboxes: MailboxListener
  let loop: LoopChannel

  var descriptor: Int32 { mailboxes.descriptor }

  var isReady: Bool { loop.hasRequest || mailboxes.isReady }

  func beginSleep() { mailboxes.beginSleep() }

  func endSleep() { mailboxes.endSleep() }
}
