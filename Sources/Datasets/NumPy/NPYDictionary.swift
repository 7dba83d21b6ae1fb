/// What the header of a NumPy file says, before it is known whether that can be read.
struct NPYDictionary: Hashable, Sendable {
  /// The type of the numbers, such as `<f4`; nil if the file holds records.
  let descr: String?
  /// Whether the first axis varies fastest.
  let isFortranOrdered: Bool
  /// The lengths of the axes.
  let shape: [Int]

  /// Reads a dictionary of three entries, in whatever order; nothing else may be in it or behind it.
  init(_ text: [UInt8]) throws(PythonLiteral.Surprise) {
    var literal = PythonLiteral(text)
    var (descr, isFortranOrdered, shape): (String?, Bool?, [Int]?)
    try literal.expect("{")
    while !literal.skip("}") {
      let key = try literal.string()
      try literal.expect(":")
      switch key {
      case "descr" where descr == nil:
        // A list describes the fields of records; it is not looked into.
        if literal.next == UInt8(ascii: "[") {
          (self.descr, self.isFortranOrdered, self.shape) = (nil, false, [])
          return
        }
        descr = try literal.string()
      case "fortran_order" where isFortranOrdered == nil: isFortranOrdered = try literal.truth()
      case "shape" where shape == nil: shape = try literal.tuple()
      default: throw literal.surprise("descr, fortran_order and shape, once each")
      }
      if !literal.skip(",") {
        try literal.expect("}")
        break
      }
    }
    try literal.expectEnd()
    guard let descr, let isFortranOrdered, let shape else {
      throw literal.surprise("descr, fortran_order and shape")
    }
    self.descr = descr
    self.isFortranOrdered = isFortranOrdered
    self.shape = shape
  }
}
