/// What an IDX file of digits holds: bytes of MNIST's dimensions.
enum IDXLayout: Sendable {
  /// The most bytes of examples a file may announce: 1 GiB, which is 1.3 million digits. A packed file is
  /// small whatever it announces, and may come from a stranger.
  static let maximumByteCount = 1 << 30

  /// An image of 28 rows and 28 columns an example.
  case images
  /// A byte an example.
  case labels

  /// The first four bytes: unsigned bytes (8) in three dimensions or in one.
  var magic: UInt32 {
    switch self {
    case .images: 0x0000_0803
    case .labels: 0x0000_0801
    }
  }

  /// The dimensions of an example.
  var exampleShape: [Int] {
    switch self {
    case .images: LabeledImages.exampleShape
    case .labels: []
    }
  }

  /// The header of a file of so many examples.
  func header(count: Int) -> IDXHeader { IDXHeader(bytesOfShape: [count] + exampleShape) }
}
