import TestSupport
import Testing

@testable import OperatingSystem

@Suite("Control groups", .computing)
struct ControlGroupTests {
  /// A made-up root directory.
  private static func tree(_ files: KeyValuePairs<String, String>) throws -> ScratchDirectory {
    let scratch = try ScratchDirectory()
    for (path, text) in files {
      var directory = scratch.path
      for name in path.split(separator: "/").dropLast() {
        directory += "/\(name)"
        mkdir(directory, 0o755)
      }
      _ = try scratch.file(path, holding: text.utf8)
    }
    return scratch
  }

  private static let two = """
    22 1 0:20 / /proc rw - proc proc rw
    30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate

    """

  @Test("of version 2 allow what the least of those around a process does")
  func nested() throws {
    let tree = try Self.tree([
      "proc/self/cgroup": "0::/slice/scope\n", "proc/self/mountinfo": Self.two,
      "sys/fs/cgroup/cpu.stat": "", "sys/fs/cgroup/slice/cpu.max": "150000 100000\n",
      "sys/fs/cgroup/slice/memory.max": "max\n", "sys/fs/cgroup/slice/memory.current": "900\n",
      "sys/fs/cgroup/slice/memory.high": "1000\n",
      "sys/fs/cgroup/slice/memory.stat": "anon 800\ninactive_file 60\nactive_file 40\n",
      "sys/fs/cgroup/slice/scope/cpu.max": "max 100000\n",
      "sys/fs/cgroup/slice/scope/memory.max": "5000\n",
      "sys/fs/cgroup/slice/scope/memory.current": "100\n",
      // Others' groups are nothing to this process.
      "sys/fs/cgroup/slice/other/cpu.max": "10000 100000\n",
    ])
    let groups = ControlGroups(root: tree.path)
    #expect(groups.cores == 2)
    #expect(groups.availableMemory == 200)
  }

  @Test("of version 1 are looked for in the hierarchy of each controller")
  func versionOne() throws {
    let tree = try Self.tree([
      "proc/self/cgroup": "4:memory:/a\n3:cpu,cpuacct:/a/b\n1:name=systemd:/\n0::/\n",
      "proc/self/mountinfo": """
      31 25 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
      32 25 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
      33 25 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw

      """,
      "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
      "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      "sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us": "300000\n",
      "sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us": "100000\n",
      // Half a processor.
      "sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_quota_us": "50000\n",
      "sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_period_us": "100000\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "sys/fs/cgroup/memory/memory.usage_in_bytes": "100\n",
      "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "1000\n",
      "sys/fs/cgroup/memory/a/memory.usage_in_bytes": "700\n",
      // The plain figure leaves out the groups within.
      "sys/fs/cgroup/memory/a/memory.stat":
        "inactive_file 1\ntotal_inactive_file 200\ntotal_active_file 50\n",
    ])
    let groups = ControlGroups(root: tree.path)
    #expect(groups.cores == 1)
    #expect(groups.availableMemory == 550)
  }

  @Test(
    "are found in a container, which has its own at the mount point",
    arguments: ["/docker/abc", "/docker/abc/inner", "/", "/../other", "/elsewhere"])
  func container(membership: String) throws {
    let tree = try Self.tree([
      "proc/self/cgroup": "0::\(membership)\n",
      "proc/self/mountinfo":
        "30 24 0:26 /docker/abc /sys/fs/my\\040groups rw - cgroup2 cgroup2 rw\n",
      "sys/fs/my groups/cpu.max": "200000 100000\n",
      "sys/fs/my groups/inner/cpu.max": "100000 100000\n",
    ])
    #expect(ControlGroups(root: tree.path).cores == (membership.hasSuffix("inner") ? 1 : 2))
  }

  @Test("are guessed at where nobody tells, and limit nothing where there are none")
  func nothing() throws {
    let bare = try Self.tree(["sys/fs/cgroup/cpu.max": "50000 100000\n"])
    #expect(ControlGroups(root: bare.path).cores == 1)
    let empty = ControlGroups(root: try ScratchDirectory().path)
    #expect(empty.cores == nil && empty.availableMemory == nil)
    let odd = try Self.tree([
      "proc/self/cgroup": "\n::\n0:/\nx\n", "proc/self/mountinfo": "1 2 3 - \n- cgroup2\n\n",
    ])
    #expect(ControlGroups(root: odd.path).cores == nil)
  }

  @Test(
    "give processors by the quota, a started one in full",
    arguments: [
      ("max 100000\n", nil), ("100000 100000\n", 1), ("150000 100000\n", 2), ("200001 100000", 3),
      ("50000 100000\n", 1), ("0 100000", 1), ("100000\n", nil), ("", nil), ("1 0\n", nil),
      ("a b\n", nil), ("-1 100000", nil), ("-1\n 100000\n", nil),
      ("9223372036854775807 2", 4_611_686_018_427_387_904),
    ] as [(String, Int?)])
  func quota(text: String, count: Int?) {
    #expect(ControlGroups.cores(inQuota: text) == count)
  }

  @Test("give memory by the limit, what files are cached not counted as used")
  func memory() {
    func left(_ limit: String, _ used: String, _ statistics: String = "") -> Int? {
      ControlGroups.memory(left: limit, used: used, statistics: statistics)
    }
    #expect(left("1000\n", "400\n") == 600)
    #expect(left("300\n", "400\n") == 0)
    #expect(left("500\n", "400\n", "anon 90\ninactive_file 200\nactive_file 100\nslab 5\n") == 400)
    #expect(left("max\n", "400\n") == nil && left("", "") == nil)
  }
}
