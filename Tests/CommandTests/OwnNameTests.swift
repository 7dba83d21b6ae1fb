import Foundation
import TestSupport
import Testing

@testable import Tandem

@Suite("A command that is built into another executable", .blocking)
struct OwnNameTests {
  /// The command under another name.
  private static func link(in scratch: ScratchDirectory, _ name: String) throws -> String {
    let path = scratch.file(name)
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: TandemProcess.path)
    return path
  }

  @Test("is called by that executable's name in usage, help and errors")
  func usage() async throws {
    let scratch = try ScratchDirectory()
    let path = try Self.link(in: scratch, "my-digits")
    for arguments in [["--help"], ["help", "train"], ["worker", "--help"], ["bench", "--help"]] {
      let help = try await TandemProcess.run(arguments, as: path)
      #expect(help.output.contains("USAGE: my-digits"), "\(help.output)")
      #expect(help.output.contains("\(path) "))
      #expect(!help.output.contains("tandem "), "\(help.output)")
    }
    for arguments in [[], ["bogus"], ["train", "--bogus"], ["single", "--epochs", "0"]] {
      let mistake = try await TandemProcess.run(arguments, as: path)
      #expect(mistake.status == 2)
      #expect(mistake.errors.contains("my-digits"), "\(mistake.errors)")
      #expect(!mistake.errors.contains("tandem "), "\(mistake.errors)")
    }
  }

  @Test("prints a command that a shell runs again, whatever it is called")
  func reproduction() async throws {
    let scratch = try ScratchDirectory()
    let path = try Self.link(in: scratch, "it's my digits")
    let run = try await TandemProcess.run(
      ["single", "--data", "synthetic", "--epochs", "1", "--limit", "64", "--quiet"], as: path)
    #expect(run.status == 0, "\(run.errors)")
    let marker = "The same bits in one process: "
    let line = try #require(run.output.split(separator: "\n").first { $0.hasPrefix(marker) })
    let again = try await TandemProcess.run(
      ["-c", "\(line.dropFirst(marker.count)) --quiet"], as: "/bin/sh")
    #expect(again.output == run.output)
  }

  @Test(
    "takes its name from how it was started",
    arguments: [
      ("tandem", "/x/tandem", "tandem", "tandem"),
      ("./my-digits", "/x/my-digits", "my-digits", "./my-digits"),
      (".build/release/my-digits", nil, "my-digits", ".build/release/my-digits"),
      ("/opt/my digits/run", nil, "run", "'/opt/my digits/run'"),
      ("", "/x/my-digits", "my-digits", "/x/my-digits"),
      (nil, nil, "tandem", "tandem"), ("/", nil, "tandem", "tandem"),
    ] as [(String?, String?, String, String)])
  func name(argument: String?, executable: String?, name: String, invocation: String) {
    let command = CommandName(argument: argument, executable: executable)
    #expect(command.name == name && command.invocation == invocation)
  }

  @Test("fits its tables to COLUMNS where there is no terminal", arguments: ["97", "60", "x", "0"])
  func width(_ columns: String) async throws {
    let width = ["97": 97, "60": 60][columns] ?? 80
    #expect(OutputWidth.columns(of: -1, environment: ["COLUMNS": columns]) == width)
    #expect(OutputWidth.columns(of: -1, environment: [:]) == 80)
    let run = try await TandemProcess.run(
      [
        "compare", "--data", "synthetic", "--epochs", "1", "--limit", "64", "--quiet", "--workers",
        "1",
      ], environment: ["COLUMNS": columns])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains(String(repeating: "━", count: width) + "\n"))
    #expect(!run.output.contains(String(repeating: "━", count: width + 1)))
  }
}
