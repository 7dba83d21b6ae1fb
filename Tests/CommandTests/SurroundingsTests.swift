import OperatingSystem
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("The surroundings of a command", .blocking)
struct SurroundingsTests {
  /// What a script came to.
  struct Outcome {
    let ending: ChildProcess.Ending
    let words: String
  }

  /// What is done when a process has said something.
  struct Cue: Sendable {
    let line: String
    let action: @Sendable (ChildProcess) -> Void

    init(_ line: String, _ action: @escaping @Sendable (ChildProcess) -> Void) {
      self.line = line
      self.action = action
    }
  }

  /// Runs a shell's script, in which `$tandem` is the command, `$short` a job of a moment and `$long`
  /// one of hours.
  private static func run(
    _ script: String, in directory: ScratchDirectory, whenSaying lines: Cue...
  ) async throws -> Outcome {
    let settings = """
      unset TANDEM_DATA
      # A run of hours ends though the tests be killed that would end it.
      ulimit -t 300
      short='--data synthetic --limit 64 --epochs 1 --quiet'
      long='--data synthetic --limit 512 --epochs 100000'
      tandem=$1
      cd "$2" || exit 99

      """
    let path = directory.path
    return try await ThreadOutcome {
      let (input, output) = (try PipeEnd.pair(), try PipeEnd.pair())
      let process = try ChildProcess(
        "bash", ["-c", settings + script, "bash", TandemProcess.path, path],
        input: input.reading, output: output.writing,
        errors: output.writing)
      input.writing.close()
      output.writing.close()
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 4096)
      var cues = lines[...]
      while true {
        let count = chunk.withUnsafeMutableBytes { output.reading.read(into: $0) }
        if count == 0 { break }
        bytes += chunk[..<count]
        if let cue = cues.first, String(path: bytes).contains(cue.line) {
          cue.action(process)
          cues.removeFirst()
        }
      }
      return Outcome(ending: process.waitUntilEnd(), words: String(path: bytes))
    }.get()
  }

  private static func works(_ script: String) async -> Bool {
    guard let scratch = try? ScratchDirectory(),
      let outcome = try? await run(script, in: scratch)
    else { return false }
    return outcome.ending == .exited(0)
  }

  /// Whether files may have names that are no text, which some file systems refuse.
  private static let hasNamesOfBytes: Bool = {
    guard
      let path = mkdtemp(Environment.temporaryDirectory + "/tandem-\(String(path: [0xFF]))XXXXXX")
    else { return false }
    rmdir(path)
    return true
  }()

  @Test(
    "may have names that are no text, of the program, the directory and every file",
    .enabled(if: hasNamesOfBytes, "this file system has names of text only"))
  func names() async throws {
    let directory = try ScratchDirectory()
    let outcome = try await Self.run(
      #"""
      set -e
      d=$'d\xff' p=$'p\xfe' f=$'f\x80'
      mkdir "$d" "$d/cache$p"
      cp "$tandem" "$d/$p"
      cd "$d"
      export TMPDIR=$PWD XDG_RUNTIME_DIR=$PWD XDG_CACHE_HOME=$PWD/cache HOME=$PWD
      "./$p" compare --workers 1 $short --report "r$f" --export "w$f" --audit "a$f"
      "./$p" evaluate --weights "w$f" --data synthetic --limit 64 --report="e$f"
      "./$p" compare --workers 1 $short --against "a$f" --transport ipc
      PATH=$PATH:$PWD
      "$p" coordinator --bind "ipc://s$f" $short & job=$!
      "$p" worker --connect "ipc://s$f"
      wait $job
      # None of another name, and nothing left behind.
      for name in "$p" "a$f" "cache$p" "e$f" "r$f" "w$f"; do [ -e "$name" ]; done
      [ "$(ls | wc -l)" = 6 ]
      """#, in: directory)
    #expect(outcome.ending == .exited(0), "\(outcome.words.showingBytesOfPaths)")
    // What can't be shown as it is, is shown as what it is.
    #expect(outcome.words.contains("weights written to w") == false)
    #expect(outcome.words.contains("report written to e") == false)
  }

  @Test(
    "show such names in messages, as a shell takes them in commands",
    .enabled(if: hasNamesOfBytes, "this file system has names of text only"))
  func namesShown() async throws {
    let directory = try ScratchDirectory()
    let outcome = try await Self.run(
      #"""
      d=$'d\xff'
      mkdir "$d"
      "$tandem" single $short --export "$d/no/w"
      "$tandem" single --data "$d"
      "$tandem" evaluate --weights "$d/w"
      TANDEM_DATA=$d "$tandem" single
      """#, in: directory)
    let lines = outcome.words.split(separator: "\n")
    #expect(lines.filter { $0.contains(#"d\xff"#) }.count >= 4, "\(outcome.words)")
    #expect(outcome.words.showingBytesOfPaths == outcome.words)
  }

  @Test(
    "come back in the command that repeats a run, as a shell takes them",
    .enabled(if: hasNamesOfBytes, "this file system has names of text only"))
  func namesRepeated() async throws {
    let directory = try ScratchDirectory()
    let outcome = try await Self.run(
      #"""
      d=$'d\xff\'$ x'
      mkdir "$d"
      for part in train t10k; do
        { printf '\0\0\10\3\0\0\47\120\0\0\0\34\0\0\0\34'; head -c 7890176 /dev/zero; } > "$d/$part-images-idx3-ubyte"
        { printf '\0\0\10\1\0\0\47\120'; head -c 10064 /dev/zero; } > "$d/$part-labels-idx1-ubyte"
      done
      TANDEM_DATA=$d "$tandem" single --data mnist --limit 64 --epochs 1 --quiet > one || exit 1
      line=$(grep -o 'tandem single.*' one)
      tandem() { "$tandem" "$@"; }
      eval "$line" --quiet > two || exit 2
      cmp one two && echo "$line"
      """#, in: directory)
    #expect(outcome.ending == .exited(0), "\(outcome.words)")
    #expect(outcome.words.contains(#"--data $'d\xff\'$ x' --limit 64"#), "\(outcome.words)")
  }

  #if os(Linux)
    @Test("may have slashes with accents behind them, and names that differ in composition only")
    func accents() async throws {
      let directory = try ScratchDirectory()
      let outcome = try await Self.run(
        #"""
        set -e
        accent=$'\xcc\x81' composed=$'\xc3\xa9'
        mkdir d
        "$tandem" single $short --report "d/$accent" --export "e$accent" --audit "$composed"
        [ -s "d/$accent" ] && [ -s "e$accent" ] && [ -s "$composed" ]
        """#, in: directory)
      #expect(outcome.ending == .exited(0), "\(outcome.words)")
    }
  #endif

  @Test("may be a directory that is gone, and no temporary one of this process's")
  func directories() async throws {
    let directory = try ScratchDirectory()
    let outcome = try await Self.run(
      """
      set -e
      mkdir gone; cd gone; rmdir ../gone
      "$tandem" train --workers 1 $short
      cd ..
      # An empty value and a relative one name no directory.
      TMPDIR= XDG_RUNTIME_DIR=relative "$tandem" train --workers 1 $short
      mkdir $'with\\nend of line'
      TMPDIR=$PWD/$'with\\nend of line' XDG_RUNTIME_DIR= "$tandem" train --workers 1 $short
      [ -z "$(ls with*)" ]
      """, in: directory)
    #expect(outcome.ending == .exited(0), "\(outcome.words)")
  }

  #if os(Linux)
    private static let withoutProc = """
      unshare -m bash -c 'mount -t tmpfs none /proc && exec "$@"' bash
      """

    @Test(
      "may lack /proc: the command line is what it is",
      .enabled("takes the right to mount") { await works(withoutProc + " true") })
    func noProc() async throws {
      let directory = try ScratchDirectory()
      let outcome = try await Self.run(
        """
        set -e
        \(Self.withoutProc) "$tandem" single $short
        cd / && \(Self.withoutProc) "$tandem" train --workers 2 $short
        """, in: directory)
      #expect(outcome.ending == .exited(0), "\(outcome.words)")
      #expect(outcome.words.contains("--shards 2"))
    }

    @Test("may have OpenMP bind threads to processors, which are none of this process's")
    func boundThreads() async throws {
      let directory = try ScratchDirectory()
      let outcome = try await Self.run(
        """
        for binding in false true close spread; do
          OMP_PROC_BIND=$binding "$tandem" compare --workers 1 $short 2>&1 | grep -m 1 threads
        done
        """, in: directory)
      let lines = outcome.words.split(separator: "\n")
      #expect(lines.count == 4 && Set(lines).count == 1, "\(outcome.words)")
    }

    @Test("may have lost the program meanwhile: workers are of the one that runs")
    func removedProgram() async throws {
      let directory = try ScratchDirectory()
      let program = directory.file("program")
      let outcome = try await Self.run(
        """
        cp "$tandem" program
        exec ./program compare --workers 1 --data synthetic --limit 2000 --epochs 2 --quiet
        """, in: directory, whenSaying: Cue("single process") { _ in unlink(program) })
      #expect(outcome.ending == .exited(0), "\(outcome.words)")
      #expect(!(try directory.names()).contains("program"))
    }

    private static let forbid = """
      python3 -c 'import ctypes, os, sys
      ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) == 0 or sys.exit(9)
      os.execvp(sys.argv[1], sys.argv[1:])'
      """

    @Test(
      "may forbid code that is generated, which is told",
      .enabled("takes Python, and Linux 6.3") { await works(forbid + " true") })
    func generatedCode() async throws {
      let directory = try ScratchDirectory()
      for command in [
        "single $short", "train --workers 1 $short", "compare --workers 1 $short",
        "worker --connect ipc://nobody", "bench --quick --rounds 1 --only update",
      ] {
        let outcome = try await Self.run("\(Self.forbid) \"$tandem\" \(command)", in: directory)
        #expect(outcome.ending == .exited(1), "\(command): \(outcome.words)")
        #expect(outcome.words.contains("may not run code that it generates"), "\(outcome.words)")
        #expect(!outcome.words.contains("Backtrac"))
      }
    }

    /// The limit on threads is not root's. Another user has to reach the command.
    private static let asUser = """
      chmod 755 . && cp "$tandem" tandem
      if [ "$(id -u)" = 0 ]; then
        user='setpriv --reuid=65533 --regid=65533 --clear-groups'
      fi
      $user ./tandem --version >&2 || exit 77

      """

    @Test(
      "may allow as many threads as this process needs, but not its workers, which is told at once",
      .enabled("takes a user who is not root") { await works(asUser) })
    func threadsOfWorkers() async throws {
      let directory = try ScratchDirectory()
      let outcome = try await Self.run(
        Self.asUser + """
          for command in train compare; do
            ( ulimit -u 16; exec $user ./tandem $command --workers 4 --threads 4 $short )
            echo "status $?"
          done
          """, in: directory)
      let lines = outcome.words.split(separator: "\n")
      #expect(lines.filter { $0 == "status 1" }.count == 2, "\(outcome.words)")
      #expect(lines.filter { $0.contains("the workers' among them") }.count == 2)
      #expect(!outcome.words.contains("worker 1") && !outcome.words.contains("single process"))
    }

    @Test(
      "may allow few threads, which is told at once",
      .enabled("takes a user who is not root") { await works(asUser) })
    func threads() async throws {
      let directory = try ScratchDirectory()
      let outcome = try await Self.run(
        Self.asUser + """
          for limit in 1 3 10; do
            for command in "single" "train --workers 2" "coordinator --bind ipc://$PWD/s"; do
              (
                ulimit -u $limit
                exec $user ./tandem $command $short --threads 16
              )
              echo "status $?"
            done
          done
          """, in: directory)
      let statuses = outcome.words.split(separator: "\n").filter { $0.hasPrefix("status ") }
      #expect(statuses.count == 9 && Set(statuses) == ["status 1"], "\(outcome.words)")
      #expect(outcome.words.split(separator: "\n").filter { $0.contains("ulimit -u") }.count >= 9)
      #expect(!outcome.words.contains("thread.cpp") && !outcome.words.contains("Backtrac"))
    }
  #endif

  @Test("may allow few files, which is told", arguments: [5, 8, 12])
  func files(limit: Int) async throws {
    let directory = try ScratchDirectory()
    let outcome = try await Self.run(
      """
      ulimit -n \(limit)
      for command in "coordinator --bind ipc://s" "train --workers 1" "single"; do
        "$tandem" $command $short
        echo "status $?"
      done
      "$tandem" worker --connect ipc://s
      echo "status $?"
      """, in: directory)
    let statuses = outcome.words.split(separator: "\n").filter { $0.hasPrefix("status ") }
    #expect(statuses.count == 4 && Set(statuses) == ["status 1"], "\(outcome.words)")
    #expect(outcome.words.contains("files and sockets more, and can"), "\(outcome.words)")
    #expect(outcome.words.contains("ulimit -n"))
    #expect(!outcome.words.contains("Backtrac") && !outcome.words.contains("Assertion"))
  }

  #if os(Linux)
    @Test(
      "may allow little memory, which is told",
      arguments: ["-v 400000", "-d 30000", "-d 60000"])
    func memory(limit: String) async throws {
      let directory = try ScratchDirectory()
      let outcome = try await Self.run(
        """
        ulimit \(limit)
        for command in "coordinator --bind ipc://s" "train --workers 1" "single"; do
          "$tandem" $command $short
          echo "status $?"
        done
        """, in: directory)
      let statuses = outcome.words.split(separator: "\n").filter { $0.hasPrefix("status ") }
      #expect(statuses == ["status 1", "status 1", "status 1"], "\(outcome.words)")
      #expect(outcome.words.contains("MB of memory more"), "\(outcome.words)")
      #expect(outcome.words.contains("ulimit \(limit.prefix(2))"), "\(outcome.words)")
    }
  #endif

  @Test("may allow little processor time, which is told when it is used up")
  func processorTime() async throws {
    let directory = try ScratchDirectory()
    let outcome = try await Self.run("ulimit -S -t 1; exec \"$tandem\" single $long", in: directory)
    #expect(outcome.ending == .exited(128 + SIGXCPU), "\(outcome.words)")
    #expect(outcome.words.contains("ulimit -t"), "\(outcome.words)")
  }

  @Test(
    "may have ignored or blocked signals, of which those that mean this process stop it",
    arguments: [SIGTERM, SIGINT])
  func ignored(signal: Int32) async throws {
    let directory = try ScratchDirectory()
    for command in ["single", "train --workers 1"] {
      let outcome = try await Self.run(
        "trap '' TERM INT; exec \"$tandem\" \(command) $long", in: directory,
        whenSaying: Cue("Epoch 1/") { $0.signal(signal) })
      #expect(outcome.ending == .exited(128 + signal), "\(outcome.words)")
    }
  }

  @Test("may be those of nohup: a terminal that goes away does not stop it")
  func hangUp() async throws {
    let directory = try ScratchDirectory()
    let outcome = try await Self.run(
      "trap '' HUP; exec \"$tandem\" train --workers 1 $long", in: directory,
      whenSaying: Cue("Epoch 1/") { $0.signal(SIGHUP) },
      Cue("Epoch 9/") { $0.signal(SIGTERM) })
    #expect(outcome.ending == .exited(128 + SIGTERM), "\(outcome.words)")
  }

  @Test("may ignore the end of children, of which it is told how they ended all the same")
  func ignoredChildren() async throws {
    let directory = try ScratchDirectory()
    let outcome = try await Self.run(
      "trap '' CHLD; exec \"$tandem\" train --workers 1 $long", in: directory,
      whenSaying: Cue("Epoch 1/") { process in
        for child in Self.children(of: process.processID) { kill(child, SIGKILL) }
      })
    #if os(Linux)
      #expect(outcome.ending == .exited(1), "\(outcome.words)")
      #expect(outcome.words.contains("killed by signal 9"), "\(outcome.words)")
    #endif
  }

  private static func children(of parent: Int32) -> [Int32] {
    (TextFile.contents("/proc/\(parent)/task/\(parent)/children") ?? "")
      .split(separator: " ").compactMap { Int32($0) }
  }

  @Test("name with TANDEM_DATA what --data mnist takes, and nothing falls back")
  func environmentDirectory() async throws {
    let directory = try ScratchDirectory()
    let outcome = try await Self.run(
      """
      mkdir empty
      for data in mnist auto; do
        TANDEM_DATA=$PWD/empty "$tandem" single --data $data --limit 64 --epochs 1 --quiet
        echo "status $?"
      done
      """, in: directory)
    let statuses = outcome.words.split(separator: "\n").filter { $0.hasPrefix("status ") }
    #expect(statuses == ["status 2", "status 2"], "\(outcome.words)")
    #expect(outcome.words.contains("/empty") && !outcome.words.contains("SYNTHETIC"))
  }
}
