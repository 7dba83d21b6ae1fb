import Diagnostics

/// A data set of digits: examples to train on, examples to test on, and a digest to know it by.
public struct ImageDataset: Sendable {
  /// The training examples, in file order, before any are held out.
  public let train: LabeledImages
  /// The test examples, in file order.
  public let test: LabeledImages
  private let givenName: String
  private let digest: DatasetDigest

  /// Begins to compute the digest, which reads every byte once.
  ///
  /// - Parameters:
  ///   - name: What it is called unless it is MNIST.
  ///   - train: The training examples.
  ///   - test: The test examples.
  public init(name: String, train: LabeledImages, test: LabeledImages) {
    givenName = name
    self.train = train
    self.test = test
    digest = DatasetDigest(train: train, test: test)
  }

  /// The SHA-256, in hexadecimal, of the four unpacked IDX files in a row: training images, training
  /// labels, test images, test labels, headers included. Waits for some hundredths of a second if it
  /// is asked for at once.
  public var sha256: String { digest.text }

  /// `mnist` wherever it was read from, `synthetic`, or the path of the directory. Found out by the
  /// digest, and waits as it does.
  public var name: String { sha256 == MNISTFile.datasetSHA256 ? "mnist" : givenName }

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
    require(validation >= 0, "a hold-out is not negative, but \(validation) was asked for")
    require(limit.map { $0 > 0 } ?? true, "a limit is positive, but is \(limit ?? 0)")
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
