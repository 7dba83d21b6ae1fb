import ClusterProtocol

extension [JobField] {
  /// Of pixels and a class.
  static func image(of pixels: Int) -> [JobField] {
    [
      JobField("image", .uint8, bytesPerExample: pixels),
      JobField("label", .uint8, bytesPerExample: 1),
    ]
  }
}
