extension ControlGroups {
  /// Reads a quota and its period in microseconds, such as `150000 100000`; a started core counts.
  ///
  /// - Returns: Nil for `max`, a negative quota, or what is none.
  static func cores(inQuota text: String) -> Int? {
    let fields = text.split(whereSeparator: \.isWhitespace)
    guard fields.count == 2, let allowed = Int(fields[0]), let period = Int(fields[1]),
      allowed >= 0, period > 0
    else { return nil }
    return max(1, allowed / period + (allowed % period == 0 ? 0 : 1))
  }

  /// What is left of a limit; nil if there is none.
  ///
  /// What files are cached counts as used, but is given up as soon as somebody wants memory.
  static func memory(left limit: String, used: String, statistics: String) -> Int? {
    guard let limit = number(limit), let used = number(used) else { return nil }
    var cached: [Substring: Int] = [:]
    for line in statistics.split(separator: "\n") {
      let fields = line.split(separator: " ")
      if fields.count == 2 { cached[fields[0]] = Int(fields[1]) }
    }
    // In version 1 the plain figures leave out the groups within, whose use is counted.
    let files = ["inactive_file", "active_file"].reduce(0) { sum, name in
      sum + (cached["total_" + name] ?? cached[name[...]] ?? 0)
    }
    return max(0, limit - max(0, used - files))
  }

  private static func number(_ text: String) -> Int? {
    text.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
  }

  /// A line of `/proc/self/cgroup`, such as `4:cpu,cpuacct:/user/a` or `0::/user/a`.
  struct Membership {
    /// None in version 2.
    let controllers: [Substring]
    let path: String

    static func all(in text: String) -> [Membership] {
      text.split(separator: "\n").compactMap { line in
        let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3 else { return nil }
        return Membership(
          controllers: fields[1].split(separator: ","), path: String(fields[2]))
      }
    }
  }

  /// A hierarchy of groups and where it is mounted.
  struct Mount {
    let version: Version
    let controllers: [Substring]
    /// The group whose directory is the mount point.
    let group: String
    let directory: String

    /// Reads lines of `/proc/self/mountinfo`: `36 25 0:31 /group /directory opts - cgroup2 src opts`.
    static func all(in text: String) -> [Mount] {
      text.split(separator: "\n").compactMap { line in
        let fields = line.split(separator: " ")
        guard let dash = fields.firstIndex(of: "-"), dash >= 5, fields.count > dash + 3 else {
          return nil
        }
        let version: Version
        switch fields[dash + 1] {
        case "cgroup2": version = .two
        case "cgroup": version = .one
        default: return nil
        }
        return Mount(
          version: version, controllers: fields[dash + 3].split(separator: ","),
          group: unescaped(fields[3]), directory: unescaped(fields[4]))
      }
    }

    /// The directories from the mount point to that of a group.
    ///
    /// A group that is not below the mount point, as in a container that sees the host's names, is
    /// taken for the one at the mount point.
    func directories(downTo path: String) -> [String] {
      let outer = group.split(separator: "/")
      let inner = path.split(separator: "/")
      guard inner.starts(with: outer), !inner.contains("..") else { return [directory] }
      return inner.dropFirst(outer.count).reduce(into: [directory]) { directories, name in
        directories.append("\(directories[directories.count - 1])/\(name)")
      }
    }

    // A blank is written `\040`.
    private static func unescaped(_ text: Substring) -> String {
      var bytes: [UInt8] = []
      var rest = text.utf8[...]
      while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "\\"), let code = UInt8(Substring(rest.prefix(3)), radix: 8) {
          bytes.append(code)
          rest = rest.dropFirst(3)
        } else {
          bytes.append(byte)
        }
      }
      return String(path: bytes)
    }
  }
}
