import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("Names of classes", .computing)
struct ClassNamesTests {
  @Test("are numbered by code points, as Python sorts text, and whole numbers by value")
  func areSorted() throws {
    let words = try CSVTable(text: "s\nb\nZ\nä\na\n10\n9\nb\n").classes("s")
    #expect(words.names.names == ["10", "9", "Z", "a", "b", "ä"])
    #expect(words.labels == DataArray([4, 2, 5, 3, 0, 1, 4] as [Int32]))
    let numbers = try CSVTable(text: "s\n10\n9\n-1\n010\n9\n").classes("s")
    #expect(numbers.names.names == ["-1", "9", "010", "10"])
    #expect(numbers.labels == DataArray([3, 1, 0, 2, 1] as [Int32]))
  }

  @Test("are apart where their bytes are, though the letters look the same")
  func areBytes() throws {
    let names = try CSVTable(text: "s\né\ne\u{301}\né\n").classes("s")
    #expect(names.names.count == 2)
    #expect(names.labels == DataArray([1, 0, 1] as [Int32]))
    #expect(names.names.number(of: "e\u{301}") == 0)
    #expect(names.names.number(of: "é") == 1)
  }

  @Test("number another table the same way")
  func areKept() throws {
    let names = try CSVTable(text: "s\nb\na\nc\n").classes("s").names
    let test = try CSVTable(text: "s\nc\nc\na\n")
    #expect(try test.classes("s", numberedBy: names) == DataArray([2, 2, 0] as [Int32]))
    try expectError(.unknownName, mentioning: ["line 2", "\"s\"", "\"d\""]) {
      try CSVTable(text: "s\nd\n").classes("s", numberedBy: names)
    }
    let copy = try JSONDecoder().decode(ClassNames.self, from: JSONEncoder().encode(names))
    #expect(copy == names)
    #expect((copy[1], copy.number(of: "c"), copy.number(of: "d")) == ("b", 2, nil))
  }

  @Test("are told apart however many there are")
  func areMany() throws {
    let words = (0..<20_000).map { "name \($0 * 7_919 % 3_001)" }
    let text = "s\n" + words.map { $0.hasSuffix("7") ? "\"\($0)\"\n" : $0 + "\n" }.joined()
    let (labels, names) = try CSVTable(text: text).classes("s")
    #expect(names.count == 3_001)
    #expect(labels.elements(of: Int32.self).map { names[Int($0)] } == words)
  }

  @Test("stop a program that gives one twice")
  func refusesDoubles() async {
    await #expect(processExitsWith: .failure) { _ = ClassNames(["a", "b", "a"]) }
  }
}
