import TestSupport
import Testing

@testable import Datasets

@Suite("A table of text", .computing)
struct CSVTableTests {
  private let flowers = """
    sepal length,sepal width,species,count
    5.1,3.5,setosa,1
    7.0,3.2,versicolor,-2
    6.3,3.3,virginica,3
    4.9,3.0,setosa,4

    """

  @Test("gives columns by name: Float32, Int32 and classes")
  func givesColumns() throws {
    let table = try CSVTable(text: flowers)
    #expect(table.columnNames == ["sepal length", "sepal width", "species", "count"])
    #expect((table.rowCount, table.separator) == (4, .comma))
    #expect(try table.floats("sepal width") == DataArray([3.5, 3.2, 3.3, 3.0] as [Float]))
    #expect(
      try table.floats(["count", "sepal length"])
        == DataArray([1, 5.1, -2, 7, 3, 6.3, 4, 4.9] as [Float], shape: [4, 2]))
    #expect(try table.integers("count") == DataArray([1, -2, 3, 4] as [Int32]))
    #expect(
      try table.integers(["count"]) == DataArray([1, -2, 3, 4] as [Int32], shape: [4, 1]))
    let (labels, names) = try table.classes("species")
    #expect(labels == DataArray([0, 1, 2, 0] as [Int32]))
    #expect(names.names == ["setosa", "versicolor", "virginica"])
    #expect(try table.floats([]).shape == [4, 0])
  }

  @Test(
    "is the same however lines end, with a byte-order mark, packed, and with spaces and blank lines",
    arguments: ["\n", "\r\n", "\r"])
  func toleratesForms(end: String) throws {
    let plain = try CSVTable(text: flowers).floats(["sepal length", "count"])
    let text = flowers.replacing("\n", with: end)
    let spaced = text.replacing(",", with: "  , ").replacing(end, with: end + "  " + end)
    for form in [text, String(text.dropLast()), "\u{FEFF}" + text, spaced, end + text] {
      let table = try CSVTable(text: form)
      #expect(try table.floats(["sepal length", "count"]) == plain)
      #expect(try table.classes("species").names.count == 3)
    }
    let packed = try CSVTable(bytes: Gzip.packed(Array(text.utf8)))
    #expect(try packed.floats(["sepal length", "count"]) == plain)
  }

  @Test("tells its separator from its first lines, or is told", arguments: CSVSeparator.allCases)
  func tellsSeparator(separator: CSVSeparator) throws {
    let text = flowers.replacing(",", with: separator.rawValue)
    #expect(try CSVTable(text: text).separator == separator)
    #expect(try CSVTable(text: text, separator: separator).rowCount == 4)
    let quoted = "\"a,b\";\"c,d\"\n1;2\n"
    #expect(try CSVTable(text: quoted).columnNames == ["a,b", "c,d"])
    let decimals = try CSVTable(text: "height, in cm;weight, in kg, dry\n1;2\n")
    #expect(decimals.columnNames == ["height, in cm", "weight, in kg, dry"])
    #expect(try CSVTable(text: "x\n1\n").separator == .comma)
    try expectError(.ambiguous, mentioning: ["\",\" or by \";\"", "separator: .comma"]) {
      try CSVTable(text: "a,b;c\n1,2;3\n")
    }
    let named = try CSVTable(text: "1,2;3,4\n5,6;7,8\n", columnNames: ["x", "y", "z"])
    #expect((named.separator, named.rowCount) == (.comma, 2))
  }

  @Test("follows the rules of quoting")
  func readsQuotes() throws {
    let table = try CSVTable(
      text:
        "\"a\"\"b\" , \"two\nlines\",c\n \"1.5\" ,\"x, \"\"y\"\"\",\" 7 \"\n\"2\",5\" pipe,\"8\"")
    #expect(table.columnNames == ["a\"b", "two\nlines", "c"])
    #expect(try table.floats("a\"b") == DataArray([1.5, 2] as [Float]))
    #expect(try table.classes("two\nlines").names.names == ["5\" pipe", "x, \"y\""])
    #expect(try table.integers("c") == DataArray([7, 8] as [Int32]))
    try expectError(.malformed, mentioning: ["line 3", "never closed"]) {
      try CSVTable(text: "a,b\n1,2\n3,\"4\n5,6\n")
    }
    try expectError(.malformed, mentioning: ["line 2", "closing quote"]) {
      try CSVTable(text: "a,b\n1,\"2\"3\n")
    }
    try expectError(.malformed, mentioning: ["line 1", "never closed"]) {
      try CSVTable(text: "a,\"b\n1,2\n")
    }
  }

  @Test("tells the first empty cell and how many there are, unless told what they stand for")
  func tellsEmptyCells() throws {
    let table = try CSVTable(text: "a,b\n1,\n,\n \"\" ,3\n")
    try expectError(.emptyCell, mentioning: ["line 3", "\"a\"", "another"]) {
      try table.floats("a")
    }
    try expectError(.emptyCell, mentioning: ["line 2", "\"b\"", "empty: 0"]) {
      try table.integers(["a", "b"])
    }
    try expectError(.emptyCell, mentioning: ["line 3"]) { try table.classes("a") }
    #expect(try table.floats("a", empty: -1) == DataArray([1, -1, -1] as [Float]))
    #expect(try table.integers("b", empty: 0) == DataArray([0, 0, 3] as [Int32]))
  }

  @Test("tells the cell that holds no number, by its line in the file")
  func tellsBadCells() throws {
    let table = try CSVTable(
      text: "a;b;c\n1;\"two\nlines\";1\n\n1,5;x;3.0\n2;y;9999999999\n1e39;z;4\n")
    try expectError(.notANumber, mentioning: ["line 5", "\"a\"", "\"1,5\"", "point"]) {
      try table.floats("a")
    }
    try expectError(.notANumber, mentioning: ["line 2", "\"b\"", "classes"]) {
      try table.floats("b")
    }
    try expectError(.notANumber, mentioning: ["line 5", "\"c\"", "\"3.0\"", "whole", "floats"]) {
      try table.integers("c")
    }
    let numbers = try CSVTable(text: "a,b\n1,9999999999\n1e39,2\n")
    try expectError(.outOfRange, mentioning: ["line 2", "9999999999", "int32"]) {
      try numbers.integers("b")
    }
    try expectError(.outOfRange, mentioning: ["line 3", "1e39", "float32"]) {
      try numbers.floats(["a", "b"])
    }
    #expect(try CSVTable(text: "a\ninf\n").floats("a") == DataArray([Float.infinity]))
  }

  @Test(
    "tells rows of another number of cells, tables without rows, and columns that are not there")
  func tellsLayout() throws {
    try expectError(.malformed, mentioning: ["line 3", "3 cells", "2 columns"]) {
      try CSVTable(text: "a,b\n1,2\n1,2,3\n")
    }
    try expectError(.malformed, mentioning: ["line 2", "1 cell,", "2 columns"]) {
      try CSVTable(text: "a,b\n1\n")
    }
    try expectError(.empty, mentioning: ["nothing"]) { try CSVTable(text: "") }
    try expectError(.empty, mentioning: ["nothing"]) { try CSVTable(text: "\u{FEFF}\r\n \n") }
    try expectError(.empty, mentioning: ["no rows"]) { try CSVTable(text: "a,b\n\n") }
    let table = try CSVTable(text: "5.1,a,a,é\n1,2,3,4\n")
    try expectError(.unknownName, mentioning: ["\"x\"", "\"5.1\", \"a\"", "columnNames"]) {
      try table.floats("x")
    }
    try expectError(.ambiguous, mentioning: ["2 columns", "\"a\""]) { try table.floats("a") }
    // The same letter in two code points is another name.
    try expectError(.unknownName, mentioning: []) { try table.floats("e\u{301}") }
    #expect(try table.integers("é") == DataArray([4] as [Int32]))
  }

  @Test("may have no header, if the names of its columns are given")
  func readsWithoutHeader() throws {
    let table = try CSVTable(text: "5.1,setosa\n7,virginica\n", columnNames: ["length", "species"])
    #expect(try table.floats("length") == DataArray([5.1, 7] as [Float]))
    try expectError(.malformed, mentioning: ["line 1", "2 cells", "3 columns"]) {
      try CSVTable(text: "5.1,setosa\n", columnNames: ["a", "b", "c"])
    }
  }

  @Test("stops a program that asks for a column twice at once")
  func refusesDoubles() async {
    await #expect(processExitsWith: .failure) {
      _ = try CSVTable(text: "a\n1\n").floats(["a", "a"])
    }
  }

  @Test("is told from what is no text")
  func tellsImpostors() throws {
    for (words, bytes) in Damage.impostors {
      try expectError(.wrongMagic, mentioning: ["test.csv", words]) { try CSVTable(bytes: bytes) }
    }
    let utf16: [UInt8] = [0xFF, 0xFE] + "a,b\n1,2\n".utf8.flatMap { [$0, 0] as [UInt8] }
    try expectError(.malformed, mentioning: ["UTF-16", "UTF-8"]) { try CSVTable(bytes: utf16) }
    let latin = Array("name,x\nS".utf8) + [0xFC] + Array("d,1\n".utf8)
    let table = try CSVTable(bytes: latin)
    #expect(try table.integers("x") == DataArray([1] as [Int32]))
    try expectError(.malformed, mentioning: ["line 2", "UTF-8"]) { try table.classes("name") }
    try expectError(.malformed, mentioning: ["line 1", "UTF-8"]) {
      try CSVTable(bytes: [0x61, 0x2C, 0xE9, 0x0A, 0x31, 0x2C, 0x32])
    }
  }

  @Test("is read from a file")
  func isReadFromFile() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array(flowers.utf8), to: "flowers.txt")
    let path = directory.path(of: "flowers.txt")
    #expect(try CSVTable(path).integers("count").count == 4)
    #expect(try CSVTable(path).path == path)
    try expectError(.missing, mentioning: ["nothing.csv"]) {
      try CSVTable(directory.path(of: "nothing.csv"))
    }
  }

  @Test("never ends the process, wherever it is cut and whichever bits are turned")
  func survivesDamage() {
    let bytes = Array(
      "\u{FEFF}a,\"b\"\"c\",s\r\n1.5e-3,\"2\",x\n,\" 3 \",\"y\nz\"\r\n-inf,4,\"\"\n".utf8)
    func tryAll(_ bytes: [UInt8]) {
      guard let table = try? CSVTable(bytes: bytes) else { return }
      for name in table.columnNames {
        _ = try? table.floats(name, empty: 0)
        _ = try? table.integers(name)
        _ = try? table.classes(name)
      }
    }
    for cut in Damage.truncations(of: bytes) { tryAll(cut) }
    for cut in Damage.truncations(of: Gzip.packed(bytes)).dropFirst(2) {
      #expect(isRefused { try CSVTable(bytes: cut) })
    }
    for round in 0..<5_000 { tryAll(Damage.flipped(bytes, round)) }
  }

  @Test("tells the first of several bad cells, though many threads look for them")
  func tellsFirstBadCell() throws {
    let bad: Set = [9_000, 12_345, 40_000]
    let text = "x,y\n" + (0..<50_000).map { "\($0),\(bad.contains($0) ? "?" : "1")\n" }.joined()
    try expectError(.notANumber, mentioning: ["line 9002", "\"y\"", "\"?\""]) {
      try CSVTable(text: text).floats(["x", "y"])
    }
  }

  @Test("is unpacked however much comes out")
  func isUnpackedWhole() throws {
    let rows = 400_000
    let text = "x\n" + (0..<rows).map { "\($0)\n" }.joined()
    let table = try CSVTable(bytes: Gzip.packed(Array(text.utf8)))
    #expect(try table.integers("x") == DataArray((0..<rows).map { Int32($0) }))
  }
}
