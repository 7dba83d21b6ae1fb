import Foundation
import TestSupport
import Testing
import Training

@Suite("What a run leaves behind", .serialized, .blocking)
struct OutputTests {
  private static let short = ShellRun.short
  private static let hasFullDevice = FileManager.default.fileExists(atPath: "/dev/full")

  /// The commands that train with an audit, and the number of runs in it.
  private static let commands = [
    "single", "train --workers 2", "compare --workers 2",
    "coordinator --bind ipc://$PWD/s --min-workers 1",
  ]

  /// A line that runs a command to its end, with a worker where it needs one started by hand.
  private static func line(_ command: String, _ options: String) -> String {
    let isByHand = command.hasPrefix("coordinator")
    return (isByHand ? "$tandem worker --connect ipc://$PWD/s 2>worker & " : "")
      + "$tandem \(command) \(short) \(options)"
      + (isByHand ? "; status=$?; wait; rm -f worker; exit $status" : "")
  }

  private static func expectWhole(_ directory: ScratchDirectory) throws {
    #expect(try SafetensorsFile.read(directory.file("w")).tensors.count == 4)
    _ = try JSONSerialization.jsonObject(with: Data(try directory.bytes(of: "r")))
  }

  @Test(
    "is all there but the audit, if its disk is full",
    .enabled(if: hasFullDevice, "needs a device that is always full"), arguments: commands)
  func fullAudit(command: String) async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      Self.line(command, "--audit /dev/full --export w --report r"), in: directory)
    #expect(result.status == 1, "\(result.errors)")
    try Self.expectWhole(directory)
    #expect(result.output.contains("The same bits in one process"))
    // Last of all.
    let last = try #require(result.errors.split(separator: "\n").last)
    #expect(last.hasPrefix("Error: writing the audit to /dev/full"), "\(result.errors)")
    if !command.hasPrefix("compare") {
      #expect(result.errors.contains("The run goes on without it."))
      #expect(try directory.names() == ["r", "w"])
    }
  }

  @Test("is all there but the audit, if nobody reads its pipe any more", arguments: commands)
  func deadPipe(command: String) async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      "mkfifo p; exec 3<>p; exec 4>p; exec 3<&-; "
        + Self.line(command, "--audit /dev/fd/4 --export w --report r"), in: directory)
    #expect(result.status == 1, "\(result.errors)")
    try Self.expectWhole(directory)
    #expect(result.errors.contains("Error: writing the audit to /dev/fd/4: "), "\(result.errors)")
  }

  @Test("is all there but the audit, if files may not grow so large")
  func limitedAudit() async throws {
    let directory = try ScratchDirectory()
    // Far more steps than weights: 2 MiB are room for the one and not for the other.
    let result = try await ShellRun.run(
      """
      ulimit -f 2048; $tandem single --data synthetic --epochs 5 --limit 9600 --batch-size 16 \
      --quiet --audit a --export w --report r
      """, in: directory)
    #expect(result.status == 1, "\(result.errors)")
    try Self.expectWhole(directory)
    #expect(result.errors.contains("writing the audit to a: "))
    #expect(try directory.names() == ["r", "w"])
  }

  @Test("is refused before training, if there is no room for the weights")
  func noRoom() async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      "ulimit -f 100; $tandem single \(Self.short) --export w", in: directory)
    #expect(result.status == 2)
    #expect(result.errors.contains("checking that the weights can be written to w"))
    #expect(try directory.names() == [])
  }

  @Test(
    "fits on a disk that has no room for the audit beside it",
    .enabled(
      if: ShellRun.works(
        """
        case "$tandem" in /tmp/* | /var/tmp/*) exit 1 ;; esac
        unshare -m true && unshare -m mount -t tmpfs -o size=1m x /mnt
        """),
      "needs a file system of its own, and the command outside of /tmp"))
  func smallDisk() async throws {
    let directory = try ScratchDirectory()
    // Elsewhere there is even less room, so that nothing is saved by going there.
    let result = try await ShellRun.run(
      """
      mkdir d; exec unshare -m bash -c '
        mount -t tmpfs -o size=3500k x d || exit 9
        cd d; mkdir tmp; export TMPDIR=$PWD/tmp
        mount -t tmpfs -o size=64k x /tmp; mount -t tmpfs -o size=64k x /var/tmp
        $tandem single --data synthetic --epochs 5 --limit 9600 --batch-size 16 --quiet \
          --audit a --export w --report r
        status=$?; ls -A . tmp >../names; cp w r ..; exit $status'
      """, in: directory)
    #expect(result.status == 1, "\(result.errors)")
    try Self.expectWhole(directory)
    #expect(result.errors.contains("writing the audit to a: "))
    #expect(!(try directory.text(of: "names").contains("partial")))
  }

  @Test(
    "is written where the rename fails: over a file that is mounted by itself",
    .enabled(
      if: ShellRun.works("unshare -m mount --bind /bin/bash /bin/bash"),
      "needs mounts"))
  func mounted() async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      """
      for name in w r a; do head -c 3000000 /dev/zero >real-$name; touch $name; done
      exec unshare -m bash -c '
        for name in w r a; do mount --bind real-$name $name || exit 9; done
        $tandem single \(Self.short) --export w --report r --audit a'
      """, in: directory)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try SafetensorsFile.read(directory.file("real-w")).tensors.count == 4)
    _ = try JSONSerialization.jsonObject(with: Data(try directory.bytes(of: "real-r")))
    #expect(try AuditReader(path: directory.file("real-a")).sections.count == 1)
    #expect(try directory.names() == ["a", "r", "real-a", "real-r", "real-w", "w"])
  }

  @Test(
    "is written over another user's file in a directory where nobody may remove it",
    .enabled(
      if: ShellRun.works("setpriv --reuid 65534 --regid 65534 --clear-groups true"),
      "needs another user"))
  func sticky() async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      """
      chmod 755 .; mkdir d; chmod 1777 d; echo old >d/w; echo old >d/r; chmod 666 d/w d/r
      mkdir tmp; chmod 777 tmp; export TMPDIR=$PWD/tmp; cp $tandem ./command; chmod 755 command
      setpriv --reuid 65534 --regid 65534 --clear-groups \
        ./command single \(Self.short) --export d/w --report d/r
      status=$?; mv d/w d/r .; rm command; rmdir d tmp && exit $status
      """, in: directory)
    #expect(result.status == 0, "\(result.errors)")
    try Self.expectWhole(directory)
  }

  @Test("is written elsewhere, and the place said, if its directory went away meanwhile")
  func directoryGone() async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      """
      mkdir d; mkfifo p
      # More than a pipe holds is written, so that the end waits for the reader.
      { read -r line; rm -rf d; cat >/dev/null; } <p &
      $tandem single --data synthetic --epochs 1 --limit 3200 --quiet \
        --audit p --export d/w --report d/r
      """, in: directory)
    #expect(result.status == 1, "\(result.errors)")
    for (purpose, name) in [("weights", "w"), ("report", "r")] {
      #expect(
        result.errors.contains(
          "Error: writing the \(purpose) to d/\(name): the directory d does not exist. "
            + "It was written to "), "\(result.errors)")
    }
    #expect(try SafetensorsFile.read(directory.file("w.rescued")).tensors.count == 4)
    #expect(try directory.names() == ["p", "r.rescued", "w.rescued"])
  }

  @Test(
    "is written elsewhere, and the place said, if nobody reads its pipes and a signal comes",
    arguments: ["single", "train --workers 1"], [("TERM", 143), ("INT", 130)])
  func unread(command: String, signal: (name: String, status: Int32)) async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      """
      # One whose reader does not read, and one without a reader.
      mkfifo w r; exec 3<>w
      $tandem \(command) \(Self.short) --export w --report r >output & run=$!
      until grep -q SHA-256 output; do sleep 0.1; done
      kill -\(signal.name) $run
      wait $run; status=$?; rm w r output; exit $status
      """, in: directory)
    #expect(result.status == signal.status, "\(result.errors)")
    for (purpose, name) in [("weights", "w"), ("report", "r")] {
      #expect(
        result.errors.contains(
          "Error: writing the \(purpose) to \(name): interrupted while waiting for somebody to "
            + "read it. It was written to "), "\(result.errors)")
    }
    #expect(try SafetensorsFile.read(directory.file("w.rescued")).tensors.count == 4)
    _ = try JSONSerialization.jsonObject(with: Data(try directory.bytes(of: "r.rescued")))
    #expect(try directory.names() == ["r.rescued", "w.rescued"])
  }

  @Test("is told of on one line, whatever its name")
  func nameOfLines() async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      """
      n=$'x\\nError: forged'
      $tandem single \(Self.short) --export "$n"
      $tandem single \(Self.short) --export "$n/w"
      $tandem single \(Self.short) --report "$n" --export "./$n"
      $tandem evaluate --weights "$n/w"
      $tandem single --data="$n"
      $tandem "$n"
      $tandem single --isa "$n"
      """, in: directory)
    let said = (result.errors + result.output).split(separator: "\n")
    #expect(said.filter { $0.contains("x␊Error: forged") }.count >= 7, "\(result.errors)")
    #expect(!said.contains { $0.hasPrefix("Error: forged") }, "\(result.errors)")
  }

  @Test("is no socket, and no device that can't be opened")
  func socket() async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      """
      $tandem coordinator --bind ipc://s --data synthetic --limit 64 2>listening & job=$!
      until [ -S s ]; do sleep 0.1; done
      for option in --export --report --audit; do
        $tandem single \(Self.short) $option s; echo "status $?" >&2
      done
      kill $job; wait $job; rm listening
      """, in: directory)
    #expect(result.errors.components(separatedBy: "status 2\n").count == 4, "\(result.errors)")
    #expect(result.errors.components(separatedBy: "to s: s is a socket").count == 4)
    #expect(result.output.isEmpty)
    #expect(try directory.names() == [])
  }

  @Test(
    "is no terminal, if there is none",
    .enabled(
      if: ShellRun.works("setsid -w true && setsid -w bash -c '[ -c /dev/tty ] && ! : >/dev/tty'"),
      "needs a session without a terminal"))
  func noTerminal() async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      "setsid -w $tandem single \(Self.short) --export /dev/tty", in: directory)
    #expect(result.status == 2, "\(result.errors)")
    #expect(result.errors.contains("checking that the weights can be written to /dev/tty"))
    #expect(try directory.names() == [])
  }

  @Test("is no report in the place of the weights, by whichever spelling")
  func oneFile() async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      """
      ln -s real link; mkdir d; ln -s d e; ln -s ../e/real d/again; ln -s $PWD/d/again far
      touch one; ln one two
      for pair in "link real" "link ./real" "link d/../real" "d/x e/x" "far d/real" "far d/again" \
        "one two" "/dev/stdout /proc/self/fd/1" "/dev/stdout /dev/fd/1" "/dev/stdout /dev/stdout"
      do
        set -- $pair
        $tandem single \(Self.short) --report $1 --export $2; echo "$pair: $?" >&2
      done
      """, in: directory)
    #expect(result.errors.components(separatedBy: ": 2\n").count == 11, "\(result.errors)")
    #expect(result.errors.components(separatedBy: "name the same file").count == 11)
    #expect(try directory.text(of: "one") == "")
  }

  @Test("may go to the null device as often as one likes")
  func nullDevice() async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      "$tandem compare --workers 1 \(Self.short) --audit /dev/null --report /dev/null "
        + "--export /dev/null", in: directory)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try directory.names() == [])
  }

  @Test("is an audit of both sides, also in a pipe")
  func comparedPipe() async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      """
      mkfifo p; cat p >a & $tandem compare --workers 1 \(Self.short) --audit p
      status=$?; wait; rm p; exit $status
      """, in: directory)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try AuditReader(path: directory.file("a")).sections.count == 2)
    #expect(try directory.names() == ["a"])
  }

  @Test("is no file of the data set")
  func dataFile() async throws {
    let directory = try ScratchDirectory()
    let result = try await ShellRun.run(
      """
      echo kept >t10k-labels-idx1-ubyte
      $tandem single --data . --report ./t10k-labels-idx1-ubyte
      """, in: directory)
    #expect(result.status == 2)
    #expect(result.errors.contains("--report names a file of the data set"))
    #expect(try directory.text(of: "t10k-labels-idx1-ubyte") == "kept\n")
  }

  @Test(
    "is nothing after a signal, not even a part, and nobody's .partial",
    arguments: ["TERM", "INT", "TERM twice"])
  func interrupted(signal: String) async throws {
    let directory = try ScratchDirectory()
    let name = signal.prefix { $0 != " " }
    let result = try await ShellRun.run(
      """
      mkdir d; echo mine >d/a.partial; echo old >d/a
      $tandem single --data synthetic --limit 3200 --epochs 100000 --audit d/a >output & run=$!
      until ls -A d | grep -q tmp; do sleep 0.1; done
      kill -\(name) $run
      \(signal.hasSuffix("twice") ? "kill -\(name) $run" : "true")
      wait $run; status=$?; rm output; exit $status
      """, in: directory)
    #expect([130, 143].contains(result.status), "\(result.errors)")
    #expect(try directory.names() == ["d"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: directory.file("d")).sorted()
        == ["a", "a.partial"])
    #expect(try directory.text(of: "d/a.partial") == "mine\n")
    #expect(try directory.text(of: "d/a") == "old\n")
  }
}
