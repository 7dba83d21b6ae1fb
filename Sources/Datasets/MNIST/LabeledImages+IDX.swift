extension LabeledImages {
  /// Joins two files, checking what can only be seen with both in hand, and that the labels are those
  /// wanted.
  convenience init(
    images: IDXFile, from imagesPath: String, labels: IDXFile, from labelsPath: String,
    as format: ImageFormat = .digits
  ) throws(DatasetError) {
    try self.init(
      images: images.array, from: imagesPath, labels: labels.array, from: labelsPath, as: format)
  }

  /// Joins two arrays of bytes.
  convenience init(
    images: DataArray, from imagesPath: String, labels: DataArray, from labelsPath: String,
    as format: ImageFormat
  ) throws(DatasetError) {
    guard images.count == labels.count else {
      throw DatasetError(
        .countsDiffer, "joining \(imagesPath) and \(labelsPath)",
        problem: "there are \(images.count) images and \(labels.count) labels",
        remedy: "Put two files there that belong together")
    }
    if let index = Self.indexOfLabel(outside: format.labels, in: labels.memory) {
      let label = labels.memory.withUnsafeBytes { $0[index] }
      throw DatasetError(
        .labelOutOfRange, "reading the labels from \(labelsPath)",
        problem: "label \(label) at index \(index) is outside \(format.labels)",
        remedy: "Fetch the file again, or declare the field with the classes of these labels")
    }
    self.init(
      images: images.memory, labels: labels.memory, imageShape: images.rowShape,
      labelsIn: format.labels)
  }
}
