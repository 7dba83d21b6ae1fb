/// Reads the few forms of Python's literals that a NumPy header consists of. Nothing is evaluated.
struct PythonLiteral {
  /// What was wanted where something else stands.
  struct Surprise: Error {
    /// What was wanted, as a phrase.
    let wanted: String
    /// The index of the byte where it was wanted.
    let position: Int
  }

  private let bytes: [UInt8]
  private var position = 0

  /// A text to be read from its beginning.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The next byte that is no white space.
  var next: UInt8? {
    mutating get {
      while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
        position += 1
      }
      return position < bytes.count ? bytes[position] : nil
    }
  }

  /// Passes over a mark, if it is next.
  mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  /// Passes over a mark that must be next.
  mutating func expect(_ mark: Unicode.Scalar) throws(Surprise) {
    guard skip(mark) else { throw surprise("\"\(mark)\"") }
  }

  /// Checks that nothing but white space is left.
  mutating func expectEnd() throws(Surprise) {
    guard next == nil else { throw surprise("the end") }
  }

  /// A string in single or double quotes, without escapes.
  mutating func string() throws(Surprise) -> String {
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw surprise("a string")
    }
    let rest = bytes[(position + 1)...]
    guard let end = rest.firstIndex(of: quote),
      !rest[..<end].contains(where: { $0 == UInt8(ascii: "\\") || $0 < 0x20 }),
      let text = String(validating: rest[..<end], as: UTF8.self)
    else { throw surprise("a string without escapes, in UTF-8") }
    position = end + 1
    return text
  }

  /// `True` or `False`.
  mutating func truth() throws(Surprise) -> Bool {
    _ = next
    for (word, value) in [("True", true), ("False", false)]
    where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw surprise("True or False")
  }

  /// A tuple of whole numbers that are not negative, such as `()`, `(3,)` or `(3, 4)`.
  mutating func tuple() throws(Surprise) -> [Int] {
    try expect("(")
    var numbers: [Int] = []
    while !skip(")") {
      numbers.append(try number())
      guard numbers.count <= DataArray.maximumRank else {
        throw surprise("the end of a shape of at most \(DataArray.maximumRank) lengths")
      }
      if skip(",") { continue }
      // One number in parentheses is no tuple.
      guard numbers.count > 1 else { throw surprise("\",\"") }
      try expect(")")
      break
    }
    return numbers
  }

  private mutating func number() throws(Surprise) -> Int {
    _ = next
    let digits = bytes[position...].prefix { (0x30...0x39).contains($0) }
    guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw surprise("a length of an axis")
    }
    position += digits.count
    // As Python 2 wrote long ones.
    _ = skip("L")
    return value
  }

  /// An error at the place that has been reached.
  func surprise(_ wanted: String) -> Surprise {
    Surprise(wanted: wanted, position: position)
  }
}
