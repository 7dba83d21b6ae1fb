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
  /// Threads of the processes that this one launches, which limits count together with its own.
  var threadsOfOthers = 0
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
  ///
  /// - Parameters:
  ///   - workers: How many.
  ///   - workerThreads: Those that compute in each of them.
  ///   - threads: Those that compute here.
  static func launching(
    _ workers: Int, computingOn workerThreads: Int, besides threads: Int
  ) -> ProcessNeeds {
    // And one more, for what comes and goes.
    let worker = talking(computingOn: workerThreads, peers: 1, descriptors: 0)
    return ProcessNeeds(
      activity: "launching \(workers) \(workers == 1 ? "worker" : "workers")",
      threads: threads + workers + 3, descriptors: 64 + 16 * workers,
      threadsOfOthers: workers * (2 + worker.threads), alternative: "launch fewer workers")
  }

  /// Refuses to begin without what is needed.
  func check() throws(LimitTooLow) {
    let descriptors = ProcessRoom.descriptors(upTo: descriptors)
    let needed = self.threads + threadsOfOthers
    let threads = ProcessRoom.threads(upTo: needed)
    if descriptors < self.descriptors {
      throw LimitTooLow(.descriptors, needed: self.descriptors, available: descriptors, of: self)
    }
    if threads < needed {
      throw LimitTooLow(.threads, needed: needed, available: threads, of: self)
    }
    let addresses = Self.addresses + Self.addressesOfThread * self.threads
    if !ProcessRoom.hasAddresses(for: addresses) {
      throw LimitTooLow(.addresses, needed: addresses >> 20, available: nil, of: self)
    }
    let data = Self.data + Self.dataOfThread * self.threads
    if !ProcessRoom.hasData(for: data) {
      throw LimitTooLow(.data, needed: data >> 20, available: nil, of: self)
    }
  }
}
