import TestSupport
import Testing

@Suite("The summary of a program", .blocking)
struct SummaryTests {
  @Test("is a table of its layers, their outputs and weights")
  func table() async throws {
    let summary = try await TandemProcess.run(["summary", "--program", "digits"])
    #expect(summary.status == 0, "\(summary.errors)")
    let lines = summary.output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("Layer (type)") == true)
    #expect(lines.contains { $0.contains("dense (Dense)") && $0.hasSuffix(" 401920") })
    #expect(lines.contains { $0.contains("dense_1 (Dense)") && $0.contains("[10]") })
    #expect(lines.last == "407050 weights: 407050 trainable")
  }

  @Test("of a program that there is none of is a mistake")
  func unknown() async throws {
    let summary = try await TandemProcess.run(["summary", "--program", "nobody"])
    #expect(summary.status == 2 && summary.errors.contains("nobody"), "\(summary.errors)")
  }
}
