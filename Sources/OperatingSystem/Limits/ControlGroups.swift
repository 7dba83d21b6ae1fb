/// The control groups that this process is in, those around them included: the least limit of all
/// holds.
package struct ControlGroups: Sendable, Hashable {
  /// The versions of the interface.
  enum Version: Sendable, Hashable { case one, two }

  /// A group of one hierarchy.
  struct Group: Sendable, Hashable {
    let version: Version
    let directory: String
  }

  private let root: String
  private let cpu: [Group]
  private let memory: [Group]

  /// Looks where the groups are.
  ///
  /// - Parameter root: The directory that stands for `/`.
  package init(root: String = "") {
    self.root = root
    let memberships =
      TextFile.contents("\(root)/proc/self/cgroup").map(Membership.all(in:)) ?? []
    let mounts = TextFile.contents("\(root)/proc/self/mountinfo").map(Mount.all(in:)) ?? []
    func groups(of controller: Substring) -> [Group] {
      // Without /proc nobody tells; where things mostly are is better than nothing.
      guard !mounts.isEmpty else {
        return [
          Group(version: .two, directory: "/sys/fs/cgroup"),
          Group(version: .one, directory: "/sys/fs/cgroup/\(controller)"),
        ]
      }
      return mounts.flatMap { mount -> [Group] in
        guard mount.version == .two || mount.controllers.contains(controller),
          let membership = memberships.first(where: {
            mount.version == .two ? $0.controllers.isEmpty : $0.controllers.contains(controller)
          })
        else { return [] }
        return mount.directories(downTo: membership.path)
          .map { Group(version: mount.version, directory: $0) }
      }
    }
    cpu = groups(of: "cpu")
    memory = groups(of: "memory")
  }

  /// The processors that the quotas allow, a started one in full; nil if there is no quota.
  package var cores: Int? {
    cpu.compactMap { group in
      switch group.version {
      case .two: contents("cpu.max", group).flatMap(Self.cores(inQuota:))
      case .one:
        contents("cpu.cfs_quota_us", group).flatMap { quota in
          contents("cpu.cfs_period_us", group).flatMap { Self.cores(inQuota: "\(quota) \($0)") }
        }
      }
    }.min()
  }

  /// The bytes that the limits on memory leave; nil if there is no limit.
  package var availableMemory: Int? {
    memory.compactMap { group in
      switch group.version {
      case .two:
        contents("memory.current", group).flatMap { used in
          // Above `high` a process is slowed down until it hardly goes on.
          ["memory.max", "memory.high"].compactMap { contents($0, group) }.compactMap {
            Self.memory(left: $0, used: used, statistics: contents("memory.stat", group) ?? "")
          }.min()
        }
      case .one:
        contents("memory.usage_in_bytes", group).flatMap { used in
          contents("memory.limit_in_bytes", group).flatMap {
            Self.memory(left: $0, used: used, statistics: contents("memory.stat", group) ?? "")
          }
        }
      }
    }.min()
  }

  private func contents(_ name: String, _ group: Group) -> String? {
    TextFile.contents("\(root)\(group.directory)/\(name)")
  }
}
