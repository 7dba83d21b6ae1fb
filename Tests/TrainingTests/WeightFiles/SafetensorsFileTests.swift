import Files
import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Training

@Suite("Weights on disk", .computing)
struct SafetensorsFileTests {
  static let model = [
    NamedTensor(
      name: "dense/kernel", shape: [2, 3],
      values: [1, -2, 0.5, -0.0, .leastNonzeroMagnitude, .infinity]),
    NamedTensor(name: "dense/bias", shape: [3], values: [0.1, 0.2, 0.3]),
    NamedTensor(name: "empty", shape: [0, 4], values: []),
    NamedTensor(name: "scalar", shape: [], values: [7]),
    NamedTensor(name: "batches", shape: [], elements: .int64([1 << 40])),
    NamedTensor(name: "counts", shape: [3], elements: .int64([.min, -1, .max])),
  ]

  @Test("What is written is read back, bit for bit and in order")
  func roundTrip() throws {
    let directory = try ScratchDirectory()
    let path = directory.file("weights.safetensors")
    let metadata = ["program": "digit-classifier", "quote\"d": "line\n2", "größe": "🙂"]
    try SafetensorsFile.write(Self.model, metadata: metadata, to: path)
    let (tensors, readMetadata) = try SafetensorsFile.read(path)
    #expect(tensors == Self.model)
    #expect(tensors[0].values.map(\.bitPattern) == Self.model[0].values.map(\.bitPattern))
    #expect(readMetadata == metadata)
    #expect(try directory.names() == ["weights.safetensors"])
  }

  @Test("A NaN keeps its bits")
  func notANumber() throws {
    let directory = try ScratchDirectory()
    let value = Float(bitPattern: 0xFFC1_2345)
    let path = directory.file("w")
    try SafetensorsFile.write([NamedTensor(name: "a", shape: [1], values: [value])], to: path)
    #expect(try SafetensorsFile.read(path).tensors[0].values[0].bitPattern == 0xFFC1_2345)
  }

  @Test("The file has the bytes that the format wants")
  func bytes() throws {
    let directory = try ScratchDirectory()
    try SafetensorsFile.write(
      [NamedTensor(name: "a/b", shape: [2], values: [1, -2])], metadata: ["k": "v"],
      to: directory.file("w"))
    let json =
      #"{"__metadata__":{"k":"v"},"a/b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    let padded = json + String(repeating: " ", count: (8 - json.utf8.count % 8) % 8)
    let expected =
      [UInt8(padded.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(padded.utf8)
      + [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]
    #expect(try directory.bytes(of: "w") == expected)
  }

  @Test("The values begin at a multiple of eight bytes, whatever the header", arguments: 0..<9)
  func padding(extra: Int) throws {
    let directory = try ScratchDirectory()
    try SafetensorsFile.write(
      [NamedTensor(name: String(repeating: "n", count: extra + 1), shape: [1], values: [1])],
      to: directory.file("w"))
    let bytes = try directory.bytes(of: "w")
    #expect(bytes[0] % 8 == 0)
    #expect(bytes.count == 8 + Int(bytes[0]) + 4)
    #expect(try SafetensorsFile.read(directory.file("w")).tensors[0].values == [1])
  }

  @Test("No tensors are fine, too")
  func none() throws {
    let directory = try ScratchDirectory()
    try SafetensorsFile.write([], to: directory.file("w"))
    #expect(try SafetensorsFile.read(directory.file("w")).tensors == [])
  }

  @Test("A file that Python's library wrote is read")
  func fromPython() throws {
    let path = try #require(
      Bundle.module.path(
        forResource: "written_by_python", ofType: "safetensors", inDirectory: "Fixtures"))
    let (tensors, metadata) = try SafetensorsFile.read(path)
    #expect(metadata == ["program": "fixture", "note": "línea\n2"])
    #expect(
      tensors == [
        NamedTensor(name: "dense/bias", shape: [3], values: [0.1, -0.0, .infinity]),
        NamedTensor(
          name: "dense/kernel", shape: [2, 3], values: [-1, -0.75, -0.5, -0.25, 0, 0.25]),
        NamedTensor(name: "empty", shape: [0, 7], values: []),
        NamedTensor(name: "größe \"quoted\"", shape: [1], values: [Float(bitPattern: 714)]),
        NamedTensor(name: "scalar", shape: [], values: [3.5]),
      ])
    #expect(tensors[0].values[1].sign == .minus)
  }

  @Test("Expected tensors come in the order expected, whatever theirs in the file")
  func expectedOrder() throws {
    let directory = try ScratchDirectory()
    try SafetensorsFile.write(Self.model, to: directory.file("w"))
    let expected = Self.model.reversed().map {
      NamedShape(name: $0.name, shape: $0.shape, type: $0.elements.type)
    }
    let (tensors, _) = try SafetensorsFile.read(directory.file("w"), expecting: expected)
    #expect(tensors == Self.model.reversed())
  }

  @Test("The weights of a model come back, with state and counters")
  func weights() throws {
    let directory = try ScratchDirectory()
    let layout = StatefulProgram().layout
    let initial = StatefulProgram().initialWeights(seed: 1)
    let weights = Weights(layout: layout, values: initial.values, counters: [5, -6])
    try SafetensorsFile.write(weights.namedTensors, to: directory.file("w"))
    let (tensors, _) = try SafetensorsFile.read(
      directory.file("w"), expecting: layout.namedShapes)
    let read = Weights(layout: layout, namedTensors: tensors)
    #expect(read.values.isIdentical(to: weights.values) && read.counters == [5, -6])
    // A counter is no weight of the same name.
    let error = #expect(throws: WeightFileError.self) {
      try SafetensorsFile.read(
        directory.file("w"),
        expecting: layout.namedShapes.map { NamedShape(name: $0.name, shape: $0.shape) })
    }
    #expect(error?.description.contains("[] of I64") == true)
  }

  @Test("Tensors missing, unexpected or of another shape are all named")
  func requirement() throws {
    let directory = try ScratchDirectory()
    let path = directory.file("w")
    try SafetensorsFile.write(Self.model, to: path)
    let expected = [
      NamedShape(name: "dense/kernel", shape: [3, 2]), NamedShape(name: "dense/bias", shape: [3]),
      NamedShape(name: "dense_1/bias", shape: [10]), NamedShape(name: "scalar", shape: []),
    ]
    let error = try #require(throws: WeightFileError.self) {
      try SafetensorsFile.read(path, expecting: expected)
    }
    #expect(error.code == .otherShape)
    #expect(error.fault == .input)
    #expect(error.description.contains(path))
    #expect(error.problem.contains("dense/kernel [3, 2] has the shape [2, 3] there"))
    #expect(error.problem.contains("dense_1/bias [10] is missing"))
    #expect(error.problem.contains("empty [0, 4] is not of this program"))
    #expect(!error.problem.contains("dense/bias"))
  }

  @Test(
    "Each kind of disagreement has its own code",
    arguments: [
      (["a": [1], "b": [2]], nil), (["a": [1], "b": [2], "c": [3]], .missingTensor),
      (["a": [1]], .unexpectedTensor), (["a": [1], "b": [1, 2]], .otherShape),
    ] as [([String: [Int]], WeightFileError.Code?)])
  func requirementCodes(expected: [String: [Int]], code: WeightFileError.Code?) {
    let found = [NamedShape(name: "b", shape: [2]), NamedShape(name: "a", shape: [1])]
    let shapes = expected.sorted { $0.key < $1.key }
      .map { NamedShape(name: $0.key, shape: $0.value) }
    var thrown: WeightFileError?
    do throws(WeightFileError) {
      try SafetensorsFile.require(shapes, in: found, of: "w")
    } catch {
      thrown = error
    }
    #expect(thrown?.code == code)
  }

  @Test("A path that can't be written is the run's fault by then, and input's before")
  func unwritable() throws {
    let directory = try ScratchDirectory()
    let path = directory.file("w")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let before = try #require(throws: OutputFileError.self) { try SafetensorsFile.prepare(path) }
    #expect(before.fault == .input)
    let after = try #require(throws: OutputFileError.self) {
      try SafetensorsFile.write(Self.model, to: path)
    }
    #expect(after.fault == .run)
    #expect(after.description.contains(path))
    #expect(try SafetensorsFile.read(directory.file("w.rescued")).tensors == Self.model)
  }

  @Test("A tensor whose values don't fill its shape, or a name twice, is a mistake in the code")
  func misuse() async {
    await #expect(processExitsWith: .failure) {
      _ = NamedTensor(name: "a", shape: [2, 2], values: [1])
    }
    await #expect(processExitsWith: .failure) {
      let tensor = NamedTensor(name: "a", shape: [1], values: [1])
      // No directory of its own: nobody would remove it after the process has trapped.
      let path = NSTemporaryDirectory() + "/tandem-test-misuse-\(UUID().uuidString)"
      try SafetensorsFile.write([tensor, tensor], to: path)
    }
  }
}
