/// MNIST's four packed files in a directory of the user's cache, fetched as they are needed.
struct MNISTCache {
  /// The directory; without one, everything is fetched each time.
  let directory: String?
  /// What the unpacked files are known by.
  let digests: [MNISTFile: String]
  /// Where files come from that are not there.
  var downloader: MNISTDownloader
  /// Told what a person should know.
  let notice: @Sendable (String) -> Void

  /// Reads the four files, fetching those that are missing or damaged.
  mutating func load() throws(DatasetError) -> ImageDataset {
    let train = try examples(images: .trainImages, labels: .trainLabels)
    let test = try examples(images: .testImages, labels: .testLabels)
    return ImageDataset(name: "mnist", train: train, test: test)
  }

  private mutating func examples(
    images: MNISTFile, labels: MNISTFile
  ) throws(DatasetError) -> LabeledImages {
    try LabeledImages(
      images: try contents(of: images), from: path(of: images) ?? images.packedName,
      labels: try contents(of: labels), from: path(of: labels) ?? labels.packedName)
  }

  private func path(of file: MNISTFile) -> String? {
    directory.map { "\($0)/\(file.packedName)" }
  }

  private mutating func contents(of file: MNISTFile) throws(DatasetError) -> IDXFile {
    if let path = path(of: file) {
      do throws(DatasetError) {
        return try cached(file, at: path)
      } catch  where error.code == .missing {
        // The usual first run.
      } catch {
        notice("\(error.activity): \(error.problem). It is downloaded again.")
      }
    }
    return try fetched(file)
  }

  private func cached(_ file: MNISTFile, at path: String) throws(DatasetError) -> IDXFile {
    let activity = "reading the \(file.title) from the cache, \(path)"
    let contents = try IDXFile(layout: file.layout(), from: .file(path, activity: activity))
    let digest = contents.sha256
    let wanted = digests[file] ?? file.sha256
    guard digest == wanted else {
      throw DatasetError(
        .wrongDigest, activity,
        problem: "its SHA-256 is \(digest), where MNIST's is \(wanted)",
        remedy: "Remove the file")
    }
    return contents
  }

  private mutating func fetched(_ file: MNISTFile) throws(DatasetError) -> IDXFile {
    let packed = try downloader.fetch(file)
    if let path = path(of: file) {
      do throws(DatasetError) {
        try AtomicFile.write(packed, to: path)
      } catch {
        notice("\(error) The run goes on, and the next one downloads the file again.")
      }
    }
    let activity = "unpacking the downloaded \(file.title)"
    return try IDXFile(layout: file.layout(), from: .memory(packed, activity: activity))
  }
}
