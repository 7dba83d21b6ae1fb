import Datasets
import Foundation
import TestSupport
import Testing
import Training

@testable import Tandem

private enum OwnPrograms: ProgramCatalog {
  static let programs: [any TrainingProgram.Type] = [
    TableProgram.self, NumberProgram.self, LetterProgram.self,
  ]

  /// The exit status of a short run.
  static func status(_ program: String, _ arguments: String...) -> Int32 {
    TandemCommand<OwnPrograms>.status(
      of: ["single", "--program", program, "--epochs", "2", "--quiet"] + arguments)
  }
}

@Suite("The data of a program's own, by the command", .blocking)
struct OwnDataTests {
  @Test("is what --data names, and is reported by name and digest")
  func table() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) {
      let scratch = try ScratchDirectory()
      let path = try scratch.file("flowers.csv", holding: Array(TableProgram.table(rows: 80).utf8))
      let report = scratch.file("report.json")
      #expect(OwnPrograms.status("table", "--data", path, "--report", report) == 0)
      let data = try RunReportFile.run(report).dataset
      #expect(data.name == "flowers" && data.shuffled == true)
      #expect((data.trainExamples, data.validationExamples) == (64, 16))
      #expect(try data.sha256 == TableProgram().data(.path(path)).origin.sha256)
      #expect(
        OwnPrograms.status("table", "--data", path, "--hold-out", "first:30", "--report", report)
          == 0)
      #expect(try RunReportFile.run(report).dataset.validationExamples == 30)
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(output.contains("--data ") && output.contains("--hold-out first:30"))
  }

  @Test("is told of where it is wrong, by its line, with exit status 2")
  func damaged() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      let scratch = try ScratchDirectory()
      let text = TableProgram.table(rows: 5)
        .split(separator: "\n").map { $0.replacing(/^[^x,]+,/, with: "many,") }
      let path = try scratch.file("bad.csv", holding: Array(text.joined(separator: "\n").utf8))
      #expect(OwnPrograms.status("table", "--data", path) == 2)
      #expect(OwnPrograms.status("table", "--data", "/no/such.csv") == 2)
      #expect(OwnPrograms.status("table") == 2)
      #expect(OwnPrograms.status("letters", "--data", scratch.path) == 2)
    }
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    for words in [
      "bad.csv", "line 2", "many", "/no/such.csv", "auto names no file", "train-images-idx3-ubyte",
    ] {
      #expect(errors.contains(words), "\(errors)")
    }
  }

  @Test("is not looked for by a program without fields, which says so")
  func none() async {
    let result = await #expect(
      processExitsWith: .success,
      observing: [\.standardErrorContent, \.standardOutputContent]
    ) {
      #expect(OwnPrograms.status("numbers", "--data", "/no/such", "--limit", "50") == 0)
    }
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect((errors + output).contains("the program numbers has no data"))
    #expect(output.contains("--limit 50") && !output.contains("--data /no/such --limit"))
  }
}
