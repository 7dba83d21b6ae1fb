/// What images of a data set in MNIST's form are to look like, and between which numbers their labels lie.
struct ImageFormat: Sendable, Hashable {
  /// The dimensions of an image.
  var imageShape: [Int]
  /// The labels.
  var labels: ClosedRange<Int>

  /// 28 rows of 28 pixels, and ten digits.
  static let digits = ImageFormat(imageShape: LabeledImages.digitShape, labels: 0...9)
}

extension ImageFormat {
  /// What a program's fields can take.
  init(image: FieldSpecification, label: FieldSpecification) {
    self.init(
      imageShape: image.shape.dimensions,
      labels: label.range.map { Int($0.lowerBound)...Int($0.upperBound) } ?? 0...255)
  }
}
