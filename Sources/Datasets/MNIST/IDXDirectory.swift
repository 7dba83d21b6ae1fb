import Files
import Foundation
import Synchronization

/// A directory with the four files of a data set in MNIST's form.
struct IDXDirectory {
  /// Its path, as it was given.
  let path: String
  /// What its images and labels are to be.
  var format = ImageFormat.digits

  /// Reads the four files, those of the two splits side by side.
  func load(name: String) throws(DatasetError) -> ImageDataset {
    try checkExistence()
    let pairs: [(images: MNISTFile, labels: MNISTFile)] = [
      (.trainImages, .trainLabels), (.testImages, .testLabels),
    ]
    let splits = Mutex([Result<LabeledImages, DatasetError>?](repeating: nil, count: 2))
    BackgroundThread.forEach(2, threads: 2) { index in
      let (images, labels) = pairs[index]
      let split = Result { () throws(DatasetError) in
        try examples(images: images, labels: labels)
      }
      splits.withLock { $0[index] = split }
    }
    let loaded = splits.withLock { $0.compactMap { $0 } }
    return ImageDataset(name: name, train: try loaded[0].get(), test: try loaded[1].get())
  }

  private func examples(
    images: MNISTFile, labels: MNISTFile
  ) throws(DatasetError) -> LabeledImages {
    let (imagesPath, labelsPath) = (try find(images), try find(labels))
    return try LabeledImages(
      images: try read(images, at: imagesPath), from: imagesPath,
      labels: try read(labels, at: labelsPath), from: labelsPath, as: format)
  }

  private func read(_ file: MNISTFile, at path: String) throws(DatasetError) -> IDXFile {
    let source = try ByteSource.file(path, activity: "reading the \(file.title) from \(path)")
    return try IDXFile(layout: file.layout(as: format), from: source)
  }

  private func checkExistence() throws(DatasetError) {
    var information = stat()
    let exists = stat(path, &information) == 0
    guard exists && information.st_mode & S_IFMT == S_IFDIR else {
      throw DatasetError(
        exists ? .wrongKind : .missing, "reading the data directory \(path)",
        problem: exists ? "it is a file" : "there is no such directory",
        remedy: "Name a directory that holds the four files of MNIST, packed by gzip or not, or an"
          + " archive .npz with the arrays of Keras's")
    }
  }

  private func find(_ file: MNISTFile) throws(DatasetError) -> String {
    let paths = file.acceptedNames.map(path(of:))
    if let found = paths.first(where: { access($0, F_OK) == 0 || errno != ENOENT }) {
      return found
    }
    let others = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let kin = others.filter(file.isName).sorted()
    if let name = kin.first, kin.count == 1 { return path(of: name) }
    throw DatasetError(
      kin.isEmpty ? .missing : .ambiguous, "looking for the \(file.title) in \(path)",
      problem: kin.isEmpty
        ? "there is none of \(file.acceptedNames.joined(separator: ", "))"
        : "there are several: \(NameList.text(of: kin))",
      remedy: kin.isEmpty
        ? "Put the file there, or choose another directory"
        : "Keep the files of one data set there, and no others")
  }

  private func path(of name: String) -> String {
    path.hasSuffix("/") ? path + name : "\(path)/\(name)"
  }
}
