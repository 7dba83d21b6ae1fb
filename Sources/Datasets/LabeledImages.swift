import Diagnostics

/// Images of digits and what they show: pixels as they lie in the file, row by row, 0 (paper) to
/// 255 (ink), and a label for each.
///
/// Immutable, shared without copying, and sliced without copying: a slice keeps the whole memory
/// alive.
public final class LabeledImages: Sendable {
  /// The rows and columns of an image.
  public static let exampleShape = [28, 28]
  /// The bytes of an image.
  public static let bytesPerExample = 784
  /// Labels lie in `0..<classCount`.
  public static let classCount = 10

  /// The number of examples.
  public let count: Int
  /// The memory the pixels lie in; ``imageByteRange(ofExamples:)`` says where.
  public let imageBytes: SharedBytes
  /// The memory the labels lie in; ``labelByteRange(ofExamples:)`` says where.
  public let labelBytes: SharedBytes
  /// The index within the memory of the first example.
  private let offset: Int

  /// - Parameters:
  ///   - images: `count` × 784 bytes.
  ///   - labels: `count` bytes, each below ``classCount``.
  /// - Precondition: Sizes and labels are as described.
  public init(images: SharedBytes, labels: SharedBytes) {
    require(
      images.count == labels.count * Self.bytesPerExample,
      "\(labels.count) labels need \(labels.count * Self.bytesPerExample) bytes of pixels, "
        + "but there are \(images.count)")
    if let index = Self.indexOfBadLabel(in: labels) {
      let label = labels.withUnsafeBytes { $0[index] }
      requirementFailure("label \(label) at index \(index) is not below \(Self.classCount)")
    }
    count = labels.count
    imageBytes = images
    labelBytes = labels
    offset = 0
  }

  private init(_ whole: LabeledImages, range: Range<Int>) {
    count = range.count
    imageBytes = whole.imageBytes
    labelBytes = whole.labelBytes
    offset = whole.offset + range.lowerBound
  }

  /// The first label that is no class, if there is one.
  static func indexOfBadLabel(in labels: SharedBytes) -> Int? {
    labels.withUnsafeBytes { bytes in bytes.firstIndex { $0 >= classCount } }
  }

  /// Some of the examples, numbered from 0 again; nothing is copied.
  public func slice(_ range: Range<Int>) -> LabeledImages {
    checkBounds(range)
    return LabeledImages(self, range: range)
  }

  /// The label of an example.
  public func label(at index: Int) -> Int {
    checkBounds(index..<index + 1)
    return labelBytes.withUnsafeBytes { Int($0[offset + index]) }
  }

  /// Where in ``imageBytes`` the pixels of examples lie.
  public func imageByteRange(ofExamples range: Range<Int>) -> Range<Int> {
    checkBounds(range)
    let first = (offset + range.lowerBound) * Self.bytesPerExample
    return first..<first + range.count * Self.bytesPerExample
  }

  /// Where in ``labelBytes`` the labels of examples lie.
  public func labelByteRange(ofExamples range: Range<Int>) -> Range<Int> {
    checkBounds(range)
    return offset + range.lowerBound..<offset + range.upperBound
  }

  /// Lends the pixels of examples, 784 bytes each, to a closure.
  public func withUnsafeImageBytes<Result, Failure: Error>(
    ofExamples range: Range<Int>,
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let bytes = imageByteRange(ofExamples: range)
    return try imageBytes.withUnsafeBytes { whole throws(Failure) in
      try body(UnsafeRawBufferPointer(rebasing: whole[bytes]))
    }
  }

  /// Lends the labels of examples, a byte each, to a closure.
  public func withUnsafeLabelBytes<Result, Failure: Error>(
    ofExamples range: Range<Int>,
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let bytes = labelByteRange(ofExamples: range)
    return try labelBytes.withUnsafeBytes { whole throws(Failure) in
      try body(UnsafeRawBufferPointer(rebasing: whole[bytes]))
    }
  }

  private func checkBounds(_ range: Range<Int>) {
    require(
      range.lowerBound >= 0 && range.upperBound <= count,
      "examples \(range) were asked for, but there are \(count)")
  }
}
