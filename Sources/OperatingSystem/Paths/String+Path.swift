extension String {
  /// Text that stands for a path or another word of the system, whose bytes need not be UTF-8.
  ///
  /// A byte that belongs to no character is kept as one of 128 private code points, so that
  /// ``pathBytes`` gives back exactly the bytes that came in: two paths of the system are never one
  /// text. Where such a code point is itself in a path, its four bytes are kept the same way.
  package init(path bytes: some Collection<UInt8>) {
    if let text = String(validating: bytes, as: UTF8.self),
      !text.unicodeScalars.contains(where: \.isByteOfPath)
    {
      self = text
      return
    }
    var scalars = UnicodeScalarView()
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var rest = bytes[...]
    func keep(_ count: Int) {
      scalars.append(contentsOf: rest.prefix(count).map(Unicode.Scalar.init(byteOfPath:)))
    }
    while true {
      let count: Int
      switch parser.parseScalar(from: &iterator) {
      case .emptyInput:
        self.init(scalars)
        return
      case .error(let length):
        count = length
        keep(count)
      case .valid(let code):
        count = code.count
        let scalar = Unicode.UTF8.decode(code)
        if scalar.isByteOfPath { keep(count) } else { scalars.append(scalar) }
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Text for a path that ends with a zero byte.
  package init(path bytes: UnsafePointer<CChar>) {
    var count = 0
    while bytes[count] != 0 { count += 1 }
    self.init(path: UnsafeRawBufferPointer(start: UnsafeRawPointer(bytes), count: count))
  }

  /// The bytes of the path that this text stands for, as the system wants them: ended by a zero
  /// byte.
  package var pathBytes: [CChar] {
    var bytes: [CChar] = []
    bytes.reserveCapacity(utf8.count + 1)
    for scalar in unicodeScalars {
      if let byte = scalar.byteOfPath {
        bytes.append(CChar(bitPattern: byte))
      } else {
        for unit in UTF8.encode(scalar)! { bytes.append(CChar(bitPattern: unit)) }
      }
    }
    bytes.append(0)
    return bytes
  }

  /// The text for a person: bytes that belong to no character as `\xff`.
  package var showingBytesOfPaths: String {
    guard unicodeScalars.contains(where: \.isByteOfPath) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      if let byte = scalar.byteOfPath {
        text += "\\x" + String(byte, radix: 16)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  // The end of the last private plane that is no non-character.
  private static let firstByte: UInt32 = 0x10FE00

  /// Stands for a byte of a path that belongs to no character. Such a byte is never below 0x80.
  fileprivate init(byteOfPath byte: UInt8) {
    self = Unicode.Scalar(Self.firstByte + UInt32(byte))!
  }

  /// The byte of a path that this stands for, if it does.
  package var byteOfPath: UInt8? {
    isByteOfPath ? UInt8(truncatingIfNeeded: value) : nil
  }

  fileprivate var isByteOfPath: Bool { value & ~0x7F == Self.firstByte + 0x80 }
}
