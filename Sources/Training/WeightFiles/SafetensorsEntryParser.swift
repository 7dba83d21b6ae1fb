/// Checks what a safetensors header says about one tensor.
struct SafetensorsEntryParser {
  let name: String
  let path: String
  /// Bytes of the file after the header.
  let dataSize: Int

  func parse(_ value: JSONValue) throws(WeightFileError) -> SafetensorsHeader.Entry {
    // Whatever else is said of a tensor is passed over, as the format's own library does.
    guard let type = value["dtype"]?.string, let dimensions = value["shape"]?.array,
      let offsets = value["data_offsets"]?.array
    else {
      throw error(.invalidHeader, "does not have dtype, shape and data_offsets")
    }
    guard let type = NamedTensor.ElementType(rawValue: type) else {
      throw error(.unsupportedType, "has the type \(JSONText.quoted(type)), not F32 or I64")
    }
    let shape = try parseShape(dimensions)
    let bytes = try parseRange(offsets)
    let needed = try byteCount(of: shape, type)
    guard bytes.count == needed else {
      throw error(
        .invalidRange, "has \(bytes.count) bytes where the shape \(shape) needs \(needed)")
    }
    return SafetensorsHeader.Entry(
      shape: NamedShape(name: name, shape: shape, type: type), bytes: bytes)
  }

  private func parseShape(_ dimensions: [JSONValue]) throws(WeightFileError) -> [Int] {
    var shape: [Int] = []
    for dimension in dimensions {
      guard let size = dimension.size else {
        throw error(
          .invalidShape, "has the dimension \(JSONText.pretty(dimension)), not a size of 0 or more")
      }
      shape.append(size)
    }
    return shape
  }

  private func byteCount(
    of shape: [Int], _ type: NamedTensor.ElementType
  ) throws(WeightFileError) -> Int {
    var count: UInt = 1
    for size in shape.map(UInt.init) + [UInt(type.size)] {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else {
        throw error(.invalidShape, "has the shape \(shape), whose product is out of range")
      }
      count = product
    }
    guard let count = Int(exactly: count) else {
      throw error(.invalidShape, "has the shape \(shape), whose product is out of range")
    }
    return count
  }

  private func parseRange(_ offsets: [JSONValue]) throws(WeightFileError) -> Range<Int> {
    guard offsets.count == 2, let start = offsets[0].size, let end = offsets[1].size, start <= end
    else {
      let text = offsets.prefix(3).map(JSONText.pretty).joined(separator: ", ")
      throw error(.invalidRange, "has the data_offsets [\(text)], not a begin and an end")
    }
    guard end <= dataSize else {
      throw error(
        .cutShort, "ends at byte \(end) of the data, where the file has only \(dataSize)")
    }
    return start..<end
  }

  private func error(_ code: WeightFileError.Code, _ problem: String) -> WeightFileError {
    WeightFileError(code, path: path, "tensor \(JSONText.quoted(name)) \(problem)")
  }
}
