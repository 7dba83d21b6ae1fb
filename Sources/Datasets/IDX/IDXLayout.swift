/// What an IDX file of a data set in MNIST's form holds: a byte for each pixel, or for each label.
struct IDXLayout: Sendable, Hashable {
  /// The most bytes of examples a file may announce: 1 GiB, which is 1.3 million digits. A packed file is
  /// small whatever it announces, and may come from a stranger.
  static let maximumByteCount = 1 << 30

  /// Digits: an image of 28 rows and 28 columns an example.
  static let images = images(of: LabeledImages.digitShape)
  /// A byte an example.
  static let labels = IDXLayout(name: "labels", exampleShape: [])

  /// What it holds, in a word.
  let name: String
  /// The dimensions of an example, as a program has them.
  let exampleShape: [Int]

  /// Images of some dimensions, or of others that come to as many pixels.
  static func images(of shape: [Int]) -> IDXLayout {
    IDXLayout(name: "images", exampleShape: shape)
  }

  private init(name: String, exampleShape: [Int]) {
    self.name = name
    self.exampleShape = exampleShape
  }

  /// The first four bytes: unsigned bytes (8) in a dimension more than an example has. Images may have
  /// their pixels in any.
  var magic: UInt32 { 0x0000_0800 | UInt32(self == .labels ? 1 : 3) }

  /// Whether a file that begins so may hold it.
  func isBegun(by magic: UInt32) -> Bool {
    self == .labels ? magic == self.magic : magic >> 8 == self.magic >> 8 && magic & 0xFF > 1
  }

  /// Whether examples of some dimensions are such.
  func takes(_ shape: [Int]) -> Bool {
    shape == exampleShape
      || ArraySize.elementCount(of: shape) == ArraySize.elementCount(of: exampleShape)
  }
}
