extension LabeledImages {
  /// Joins two files, checking what can only be seen with both in hand, and that the labels are
  /// digits.
  convenience init(
    images: IDXFile, from imagesPath: String, labels: IDXFile, from labelsPath: String
  ) throws(DatasetError) {
    guard images.header.count == labels.header.count else {
      throw DatasetError(
        .countsDiffer, "joining \(imagesPath) and \(labelsPath)",
        problem: "there are \(images.header.count) images and \(labels.header.count) labels",
        remedy: "Put two files there that belong together")
    }
    if let index = Self.indexOfBadLabel(in: labels.payload) {
      let label = labels.payload.withUnsafeBytes { $0[index] }
      throw DatasetError(
        .labelOutOfRange, "reading the labels from \(labelsPath)",
        problem: "label \(label) at index \(index) is outside 0...\(Self.classCount - 1)",
        remedy: "Fetch the file again, or use a data set of ten classes")
    }
    self.init(images: images.payload, labels: labels.payload)
  }
}
