import OperatingSystem

/// What a command cannot do without, tried before it begins: where a limit is met later, libraries
/// abort, wait for ever, or trap.
struct ProcessNeeds {
  /// What is being done, for messages: `launching 2 workers`.
  let activity: String
  /// Threads besides the one that there is.
  let threads: Int
  /// Files, sockets and pipes besides those that are open.
  let descriptors: Int
  /// What needs less, as an imperative.
  var alternative: String?

  /// What examples and weights take, and what the C library sets aside for the memory of a thread.
  private static let addresses = 160 << 20
  private static let addressesOfThread = 64 << 20
  /// The same without what is only set aside, and with the stack of a thread.
  private static let data = 64 << 20
  private static let dataOfThread = 8 << 20

  /// One process that trains or evaluates.
  ///
  /// - Parameter threads: Those that compute.
  static func computing(onThreads threads: Int) -> ProcessNeeds {
    // Files of examples, an audit; a thread that generates code.
    ProcessNeeds(activity: "getting ready to compute", threads: threads, descriptors: 16)
  }

  /// One process that talks to others, too.
  ///
  /// - Parameters:
  ///   - threads: Those that compute.
  ///   - peers: How many others.
  ///   - perPeer: Descriptors for each.
  static func talking(
    computingOn threads: Int, peers: Int, descriptors perPeer: Int
  ) -> ProcessNeeds {
    // Libzmq has two threads, and about a dozen descriptors before anybody connects.
    ProcessNeeds(
      activity: "getting ready to talk to \(peers) other \(peers == 1 ? "process" : "processes")",
      threads: threads + 3, descriptors: 48 + perPeer * peers)
  }

  /// A coordinator that launches workers: pipes, a socket and blocks of memory for each, and a thread
  /// that listens to what it says.
  static func launching(_ workers: Int, computingOn threads: Int) -> ProcessNeeds {
    ProcessNeeds(
      activity: "launching \(workers) \(workers == 1 ? "worker" : "workers")",
      threads: threads + workers + 3, descriptors: 64 + 16 * workers,
      alternative: "launch fewer workers")
  }

  /// Refuses to begin without what is needed.
  func check() throws(LimitTooLow) {
    let descriptors = ProcessRoom.descriptors(upTo: descriptors)
    let threads = ProcessRoom.threads(upTo: threads)
    if descriptors < self.descriptors {
      throw LimitTooLow(.descriptors, needed: self.descriptors, available: descriptors, of: self)
    }
    if threads < self.threads {
      throw LimitTooLow(.threads, needed: self.threads, available: threads, of: self)
    }
    let addresses = Self.addresses + Self.addressesOfThread * threads
    if !ProcessRoom.hasAddresses(for: addresses) {
      throw LimitTooLow(.addresses, needed: addresses >> 20, available: nil, of: self)
    }
    let data = Self.data + Self.dataOfThread * threads
    if !ProcessRoom.hasData(for: data) {
      throw LimitTooLow(.data, needed: data >> 20, available: nil, of: self)
    }
  }
}
