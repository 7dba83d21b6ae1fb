import Files

/// An archive of NumPy's with the four arrays that Keras has of its image data sets: `mnist.npz`.
struct ImageArchive {
  /// Where it is.
  let path: String
  /// What its images and labels are to be.
  let format: ImageFormat

  /// Reads the four arrays.
  func load(name: String) throws(DatasetError) -> ImageDataset {
    let archive = try NPZFile(path)
    return ImageDataset(
      name: name, train: try examples("train", in: archive),
      test: try examples("test", in: archive))
  }

  private func examples(
    _ part: String, in archive: NPZFile
  ) throws(DatasetError) -> LabeledImages {
    let (images, labels) = ("x_\(part)", "y_\(part)")
    return try LabeledImages(
      images: try array(images, in: archive) { format.takes($0) }, from: "\(images) of \(path)",
      labels: try array(labels, in: archive) { $0.reduce(1, *) == 1 }, from: "\(labels) of \(path)",
      as: format)
  }

  /// An array as bytes, each row of a shape that is wanted.
  private func array(
    _ name: String, in archive: NPZFile, _ isWanted: ([Int]) -> Bool
  ) throws(DatasetError) -> DataArray {
    let array = try archive.array(name)
    let activity = "reading \(name) from \(path)"
    guard !array.shape.isEmpty, isWanted(array.rowShape) else {
      throw DatasetError(
        .wrongDimensions, activity,
        problem: "it is \(array), where images of \(ArrayReader.product(format.imageShape)) and a"
          + " label for each are wanted",
        remedy: "Declare the field with the shape of the data, or use other data")
    }
    do throws(DatasetError) {
      return try array.converted(to: .uint8)
    } catch {
      throw DatasetError(error.code, activity, problem: error.problem, remedy: error.remedy)
    }
  }
}

extension ImageFormat {
  fileprivate func takes(_ shape: [Int]) -> Bool { IDXLayout.images(of: imageShape).takes(shape) }
}
