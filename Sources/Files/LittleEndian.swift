/// Numbers as they stand in files, whatever the machine.
package enum LittleEndian {
  /// Calls `body` with the numbers as little-endian bytes; a copy is made on big-endian machines
  /// only.
  package static func withBytes<Result>(
    of values: UnsafeBufferPointer<Float>, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    #if _endian(little)
      return body(UnsafeRawBufferPointer(values))
    #else
      return values.map(\.bitPattern.littleEndian).withUnsafeBytes(body)
    #endif
  }

  /// Turns numbers just read from a file into this machine's form.
  package static func convertFromFile(_ values: UnsafeMutableBufferPointer<Float>) {
    #if !_endian(little)
      for index in values.indices {
        values[index] = Float(bitPattern: UInt32(littleEndian: values[index].bitPattern))
      }
    #endif
  }
}
