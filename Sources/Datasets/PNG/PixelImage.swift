import Diagnostics
import TensorCore

/// A picture: rows of pixels from the top, of one byte for grey or of three for red, green and blue.
///
///     let digits = PixelImage.images(from: samples.reshaped(to: [100, 28, 28]))
///     try OutputFile(path: "samples.png", purpose: "the samples")
///       .write(PixelImage.grid(of: digits, columns: 10).png())
public struct PixelImage: Sendable, Hashable {
  /// What the bytes of a pixel mean; the raw value says how many there are.
  public enum Colors: Int, Sendable {
    /// From black, 0, to white, 255.
    case grey = 1
    /// Red, green, blue.
    case rgb = 3
  }

  /// Pixels a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// What the bytes of a pixel mean.
  public let colors: Colors
  /// All bytes, row after row.
  public private(set) var bytes: [UInt8]

  /// Bytes a row.
  var rowLength: Int { width * colors.rawValue }

  /// A picture of given bytes.
  public init(width: Int, height: Int, colors: Colors = .grey, bytes: [UInt8]) {
    // Within this all fits into one chunk of a file, whatever it holds.
    require(
      width > 0 && height > 0 && width <= 1 << 14 && height <= 1 << 14,
      "a picture has 1 to 16,384 pixels to either side, not \(width) × \(height)")
    require(
      bytes.count == width * height * colors.rawValue,
      "\(bytes.count) bytes for \(width) × \(height) pixels of \(colors.rawValue)")
    self.width = width
    self.height = height
    self.colors = colors
    self.bytes = bytes
  }

  /// Examples as pictures, 0 as black and 1 as white or as all of a color. What lies outside becomes the
  /// nearer of the two, and NaN black.
  ///
  /// - Parameter examples: `[examples, height, width]`, `[examples, height, width, 1]`, or with 3 colors
  ///   `[examples, height, width, 3]`.
  public static func images(from examples: Tensor) -> [PixelImage] {
    let lengths = examples.shape.dimensions
    require(
      lengths.count == 3 || (lengths.count == 4 && (lengths[3] == 1 || lengths[3] == 3)),
      """
      pictures are made of [examples, height, width], or of [examples, height, width, 1 or 3], \
      not of \(examples.shape)
      """)
    let size = lengths.dropFirst().reduce(1, *)
    let bytes = examples.withElements { elements in elements.map { Self.byte($0) } }
    return (0..<lengths[0]).map { index in
      PixelImage(
        width: lengths[2], height: lengths[1],
        colors: lengths.count == 4 && lengths[3] == 3 ? .rgb : .grey,
        bytes: Array(bytes[index * size..<(index + 1) * size]))
    }
  }

  private static func byte(_ value: Float) -> UInt8 {
    value > 0 ? UInt8((min(value, 1) * 255).rounded()) : 0
  }

  /// Replaces a part of the picture by another one of the same colors.
  mutating func place(_ image: PixelImage, left: Int, top: Int) {
    for row in 0..<image.height {
      let source = row * image.rowLength
      let target = (top + row) * rowLength + left * colors.rawValue
      bytes.replaceSubrange(
        target..<target + image.rowLength, with: image.bytes[source..<source + image.rowLength])
    }
  }
}
