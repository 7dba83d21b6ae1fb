import Foundation
import TestSupport
import Testing

@Suite("A wrong command line", .blocking)
struct BadCommandLineTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let says: [String]
    var testDescription: String { "tandem " + arguments.joined(separator: " ") }

    init(_ line: String, _ says: String...) {
      arguments = line.split(separator: " ").map(String.init)
      self.says = says
    }
  }

  static let mistakes = [
    Mistake("", "subcommand is missing"),
    Mistake("bogus", "bogus", "no subcommand", "train", "evaluate"),
    Mistake("help nonsense", "nonsense", "train"),
    Mistake("train --bogus", "--bogus"),
    Mistake("train --program nope", "nope", "digits"),
    Mistake("single --epochs 0", "--epochs", "not 0"),
    Mistake("single --epochs -3", "--epochs", "not -3"),
    Mistake("single --epochs many", "--epochs", "many"),
    Mistake("single --batch-size 0", "--batch-size", "not 0"),
    Mistake("single --batch-size -1", "--batch-size", "not -1"),
    Mistake("single --shards 0", "--shards", "not 0"),
    Mistake("single --shards -2", "--shards", "not -2"),
    Mistake("single --seed -1", "--seed", "-1"),
    Mistake("single --limit 0", "--limit", "not 0"),
    Mistake("single --hold-out most", "--hold-out", "most"),
    Mistake("single --hold-out 1.5", "--hold-out", "1.5"),
    Mistake("single --hold-out middle:10", "--hold-out", "middle:10"),
    Mistake("single --hold-out 60000 --data synthetic", "60000 of 60000", "none is left"),
    Mistake("single --data /no/such.npz", "/no/such.npz"),
    Mistake("single --threads 0", "--threads", "not 0"),
    Mistake("single --isa mmx", "mmx", "avx2"),
    Mistake("train --workers 0", "--workers", "not 0"),
    Mistake("train --workers -1", "--workers", "not -1"),
    Mistake("train --transport pigeon", "pigeon", "ipc"),
    Mistake("coordinator --min-workers 0", "--min-workers", "not 0"),
    Mistake("coordinator --bind nowhere --data synthetic", "nowhere", "tcp://"),
    Mistake("coordinator --bind tcp://127.0.0.1 --data synthetic", "no port"),
    Mistake("coordinator --bind tcp://127.0.0.1:70000 --data synthetic", "70000"),
    Mistake(
      "coordinator --bind tcp://0.0.0.0:5555", "--insecure", "authenticated",
      "Usage: tandem coordinator"),
    Mistake("coordinator --bind tcp://*:5555", "--insecure", "authenticated"),
    Mistake("coordinator --bind ipc:///no/such/place/x --limit 1 --data synthetic", "/no/such"),
    Mistake("worker", "--connect"),
    Mistake("worker --connect nowhere", "nowhere"),
    Mistake("evaluate", "--weights"),
    Mistake("evaluate --weights= --data synthetic", "Missing value", "--weights"),
    Mistake("evaluate --weights /no/such/file --data synthetic", "/no/such/file"),
    Mistake("single --data /no/such/directory", "/no/such/directory"),
    Mistake("single --report /no/such/directory/r.json --data synthetic", "/no/such/directory"),
    Mistake("single --export /no/such/directory/w --data synthetic", "/no/such/directory"),
    Mistake("single --audit /no/such/directory/a --data synthetic", "/no/such/directory"),
    Mistake("single --report same --export same", "same file"),
    Mistake("single --report x --export x", "same file"),
    Mistake("single --report x --audit ./x", "same file"),
    Mistake("evaluate --weights x --data synthetic", "weights from x", "No such file"),
    Mistake("compare --against x --data synthetic", "x", "No such file"),
    Mistake("single --report same --audit ./same", "--report", "--audit", "same file"),
    Mistake("evaluate --weights same --report ./same", "--weights", "--report", "same file"),
    Mistake("compare --against /no/such/audit --data synthetic", "/no/such/audit"),
    Mistake("bench --rounds 0", "--rounds", "not 0"),
    Mistake("bench --workers -1", "--workers", "not -1"),
    Mistake("bench --only step,nonsense", "nonsense", "exchange"),
    Mistake("bench --weights 10,x", "--weights", "10,x"),
    Mistake("bench --weights 0", "--weights", "not 0"),
    Mistake("bench --batch-sizes 32,", "--batch-sizes", "32,"),
    Mistake("bench --widths -5", "--widths"),
    Mistake("bench --worker-counts 2000", "--worker-counts", "not 2000"),
    Mistake("bench --isa mmx", "mmx"),
    Mistake("bench --report /no/such/directory/r.json", "/no/such/directory"),
  ]

  @Test("is told in a clear message, with exit status 2", arguments: mistakes)
  func mistake(_ mistake: Mistake) async throws {
    let result = try await TandemProcess.run(mistake.arguments)
    #expect(result.status == 2, "\(result.errors)")
    for text in mistake.says { #expect(result.errors.contains(text), "\(result.errors)") }
    #expect(!result.errors.contains("Fatal error") && !result.errors.contains("Crash"))
    #expect(result.output.isEmpty)
  }

  @Test(
    "is not what --help and --version are",
    arguments: ["--help", "--version", "train --help", "worker --help", "bench --help"])
  func help(_ line: String) async throws {
    let result = try await TandemProcess.run(line.split(separator: " ").map(String.init))
    #expect(result.status == 0)
    #expect(!result.output.isEmpty && result.errors.isEmpty)
    // An option is shown once it works.
    for absent in [
      "--checkpoint", "--resume", "--log-dir", "--keys", "--launched", "--bench-program",
    ] {
      #expect(!result.output.contains(absent))
    }
    for absent in ["  relay ", "  simulate ", "  keys "] {
      #expect(!result.output.contains(absent))
    }
  }

  @Test("A TANDEM_DATA that names no directory is an error, not passed over")
  func badEnvironment() async throws {
    let result = try await TandemProcess.run(
      ["single"], environment: ["TANDEM_DATA": "/no/such/place"])
    #expect(result.status == 2)
    #expect(result.errors.contains("/no/such/place"))
  }

  @Test(
    "An earlier audit is not overwritten by the comparison with it",
    arguments: ["earlier", "./earlier", "../*/earlier", "soft", "hard"])
  func sameAudit(_ spelling: String) async throws {
    let directory = try ScratchDirectory()
    let earlier = try directory.file("earlier", holding: "kept".utf8)
    try FileManager.default.createSymbolicLink(
      atPath: directory.file("soft"), withDestinationPath: "earlier")
    try FileManager.default.linkItem(atPath: earlier, toPath: directory.file("hard"))
    let name = (directory.path as NSString).lastPathComponent
    let audit = directory.file(spelling.replacingOccurrences(of: "*", with: name))
    for option in ["--audit", "--report", "--export"] {
      let result = try await TandemProcess.run(
        ["compare", "--data", "synthetic", "--against", earlier, option, audit])
      #expect(result.status == 2, "\(result.errors)")
      #expect(result.errors.contains("--against and \(option) name the same file"))
      #expect(try directory.text(of: "earlier") == "kept")
    }
  }
}
