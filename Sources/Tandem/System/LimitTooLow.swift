import Diagnostics

/// The process may not have what it needs.
struct LimitTooLow: ActionableError, Equatable {
  enum Resource: Sendable {
    /// Files, sockets and pipes.
    case descriptors
    /// Threads, of which most systems count a user's processes together.
    case threads
    /// Megabytes of the address space.
    case addresses
    /// Megabytes of data.
    case data
  }

  let resource: Resource
  let needed: Int
  /// How much of it there is, if that is known.
  let available: Int?
  let activity: String
  private let alternative: String?
  private let includesOthers: Bool

  init(_ resource: Resource, needed: Int, available: Int?, of needs: ProcessNeeds) {
    self.resource = resource
    self.needed = needed
    self.available = available
    activity = needs.activity
    alternative = needs.alternative
    includesOthers = needs.threadsOfOthers > 0
  }

  var problem: String {
    let what =
      switch resource {
      case .descriptors: "open \(needed) files and sockets more"
      case .threads:
        "start \(needed) threads more" + (includesOthers ? ", the workers' among them" : "")
      case .addresses, .data: "map \(needed) MB of memory more"
      }
    return "this process has to be able to \(what)"
      + (available.map { $0 == 0 ? ", and can none" : ", and can \($0)" } ?? ", and can't")
  }

  var remedy: String {
    let limit =
      switch resource {
      case .descriptors: "the limit on open files (ulimit -n)"
      case .threads: "the limit on processes and threads (ulimit -u, or a control group's pids.max)"
      case .addresses: "the limit on the address space (ulimit -v)"
      case .data: "the limit on data (ulimit -d)"
      }
    let alternatives =
      [alternative, resource == .descriptors ? nil : "choose fewer --threads"].compactMap { $0 }
    return (["Raise \(limit)"] + alternatives).joined(separator: ", or ") + "."
  }

  var fault: Fault { .run }
}
