import Datasets
import TensorCore

/// Made-up examples of any fields, the same in every process.
enum ProbeExamples {
  /// How numbers are made up, since a first layer leaves empty columns and empty blocks out.
  enum Ink: CaseIterable {
    /// Every pixel has ink.
    case full
    /// Every other run of eight columns is empty.
    case sparse
    /// The same, with ink in one pixel of four.
    case scattered
  }

  /// As many examples, their columns filled with what the fields take.
  static func make(_ count: Int, with fields: Fields, _ ink: Ink) -> ExampleSet {
    ExampleSet(
      fields: fields, count: count,
      columns: fields.specifications.map { field in
        IntegerTensor(
          bytes(of: field, examples: count, ink),
          shape: Shape(rows: count, columns: field.bytesPerExample))
      })
  }

  /// Random bytes.
  static func randomBytes(_ name: String, _ count: Int) -> [UInt8] {
    words(name, count).map { UInt8(truncatingIfNeeded: $0) }
  }

  private static func bytes(
    of field: FieldSpecification, examples: Int, _ ink: Ink
  ) -> [UInt8] {
    let columns = field.shape.elementCount
    let words = words(field.name, examples * columns)
    switch field.dtype {
    case .uint8:
      guard let range = field.range else {
        return zip(words, mask(words.count, columns, field, ink)).map { word, isInked in
          isInked ? UInt8(truncatingIfNeeded: word) : 0
        }
      }
      return words.map { UInt8(integer($0, in: range)) }
    case .int32:
      // Numbers that any table has a row for.
      let range = field.range ?? 0...1
      return words.flatMap { bytes(of: Int32(integer($0, in: range))) }
    case .float32:
      return zip(words, mask(words.count, columns, field, ink)).flatMap { word, isInked in
        bytes(of: isInked ? number(word, in: field.range) : number(1 << 31, in: field.range))
      }
    }
  }

  private static func words(_ name: String, _ count: Int) -> [UInt32] {
    var random = RandomStream(seed: 0, path: "probe/\(name)").sequence()
    return (0..<count).map { _ in random.nextWord() }
  }

  /// Which numbers have ink.
  private static func mask(
    _ count: Int, _ columns: Int, _ field: FieldSpecification, _ ink: Ink
  ) -> [Bool] {
    guard ink != .full else { return [Bool](repeating: true, count: count) }
    let isScattered = ink == .scattered
    let words = isScattered ? words("ink/" + field.name, count) : []
    return (0..<count).map { index in
      (index % columns / 8).isMultiple(of: 2) && (!isScattered || words[index] % 4 == 0)
    }
  }

  private static func integer(_ word: UInt32, in range: ClosedRange<Double>) -> Int {
    let count = UInt64(range.upperBound - range.lowerBound) + 1
    return Int(range.lowerBound) + Int(UInt64(word) * count >> 32)
  }

  /// A number from −1 to 1, or what comes nearest within the range; the middle of all words gives 0.
  private static func number(_ word: UInt32, in range: ClosedRange<Double>?) -> Float {
    let number = Double(word >> 8) * 0x1p-23 - 1
    return Float(range.map { min(max(number, $0.lowerBound), $0.upperBound) } ?? number)
  }

  private static func bytes(of number: Int32) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  private static func bytes(of number: Float) -> [UInt8] {
    withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) }
  }
}
