import Diagnostics

/// Images and what they show: pixels as they lie in the file, row by row, 0 (paper, of digits) to 255
/// (ink), and a label for each.
///
/// Immutable, shared without copying, and sliced without copying: a slice keeps the whole memory
/// alive.
public final class LabeledImages: Sendable {
  /// The rows and columns of a digit.
  static let digitShape = [28, 28]

  /// The dimensions of an image.
  public let imageShape: [Int]
  /// The bytes of an image.
  public let bytesPerExample: Int
  /// The number of examples.
  public let count: Int
  /// The memory the pixels lie in; ``imageByteRange(ofExamples:)`` says where.
  public let imageBytes: SharedBytes
  /// The memory the labels lie in; ``labelByteRange(ofExamples:)`` says where.
  public let labelBytes: SharedBytes
  /// The index within the memory of the first example.
  private let offset: Int

  /// - Parameters:
  ///   - images: The pixels, as many for each label.
  ///   - labels: A byte for each image.
  ///   - imageShape: The dimensions of an image; those of a digit by default.
  ///   - range: Between which numbers the labels lie; from 0 to 9 by default.
  /// - Precondition: Sizes and labels are as described.
  public init(
    images: SharedBytes, labels: SharedBytes, imageShape: [Int] = [28, 28],
    labelsIn range: ClosedRange<Int> = 0...9
  ) {
    let size = imageShape.reduce(1, *)
    require(
      images.count == labels.count * size,
      "\(labels.count) labels need \(labels.count * size) bytes of pixels, "
        + "but there are \(images.count)")
    if let index = Self.indexOfLabel(outside: range, in: labels) {
      let label = labels.withUnsafeBytes { $0[index] }
      requirementFailure("label \(label) at index \(index) is not in \(range)")
    }
    count = labels.count
    imageBytes = images
    labelBytes = labels
    offset = 0
    self.imageShape = imageShape
    bytesPerExample = size
  }

  private init(_ whole: LabeledImages, range: Range<Int>) {
    count = range.count
    imageBytes = whole.imageBytes
    labelBytes = whole.labelBytes
    offset = whole.offset + range.lowerBound
    imageShape = whole.imageShape
    bytesPerExample = whole.bytesPerExample
  }

  /// The first label that is none of those wanted, if there is one.
  static func indexOfLabel(outside range: ClosedRange<Int>, in labels: SharedBytes) -> Int? {
    labels.withUnsafeBytes { bytes in bytes.firstIndex { !range.contains(Int($0)) } }
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
    let first = (offset + range.lowerBound) * bytesPerExample
    return first..<first + range.count * bytesPerExample
  }

  /// Where in ``labelBytes`` the labels of examples lie.
  public func labelByteRange(ofExamples range: Range<Int>) -> Range<Int> {
    checkBounds(range)
    return offset + range.lowerBound..<offset + range.upperBound
  }

  /// Lends the pixels of examples, ``bytesPerExample`` each, to a closure.
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
