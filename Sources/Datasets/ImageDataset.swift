import Crypto
import Files

/// A data set of digits: examples to train on, examples to test on, and a digest to know it by.
public struct ImageDataset: Sendable {
  /// `mnist` wherever it was read from, `synthetic`, or the path of the directory.
  public let name: String
  /// The training examples, in file order, before any are held out.
  public let train: LabeledImages
  /// The test examples, in file order.
  public let test: LabeledImages
  /// The SHA-256, in hexadecimal, of the four unpacked IDX files in a row: training images, training
  /// labels, test images, test labels, headers included.
  public let sha256: String

  /// Computes the digest, which reads every byte once; a data set that has MNIST's is called so.
  public init(name: String, train: LabeledImages, test: LabeledImages) {
    self.train = train
    self.test = test
    var hasher = SHA256()
    for part in [train, test] {
      let all = 0..<part.count
      hasher.update(data: IDXHeader(layout: .images, count: part.count).bytes)
      part.withUnsafeImageBytes(ofExamples: all) { hasher.update(bufferPointer: $0) }
      hasher.update(data: IDXHeader(layout: .labels, count: part.count).bytes)
      part.withUnsafeLabelBytes(ofExamples: all) { hasher.update(bufferPointer: $0) }
    }
    sha256 = Hexadecimal.text(of: hasher.finalize())
    self.name = sha256 == MNISTFile.datasetSHA256 ? "mnist" : name
  }

  /// Holds the first training examples out for validation.
  ///
  /// - Parameters:
  ///   - validation: How many training examples are held out.
  ///   - limit: If given, train on the first `limit` examples behind the hold-out, and validate and
  ///     test on at most `limit` examples each.
  /// - Throws: ``DatasetError/Code/nothingToTrainOn`` if the hold-out takes them all.
  /// - Precondition: `validation` is not negative and `limit` is positive.
  public func split(
    validation: Int = 10_000, limit: Int? = nil
  ) throws(DatasetError) -> DatasetSplit {
    precondition(validation >= 0, "a hold-out is not negative, but \(validation) was asked for")
    precondition(limit.map { $0 > 0 } ?? true, "a limit is positive, but is \(limit ?? 0)")
    guard train.count > validation else {
      throw DatasetError(
        .nothingToTrainOn, "splitting the data set \(name)",
        problem: "the first \(validation) training examples are held out for validation, and there"
          + " are only \(train.count)",
        remedy: "Use a data set with more than \(validation) training examples")
    }
    let limit = limit ?? .max
    return DatasetSplit(
      train: train.slice(validation..<validation + min(limit, train.count - validation)),
      validation: train.slice(0..<min(limit, validation)),
      test: test.slice(0..<min(limit, test.count)))
  }
}
