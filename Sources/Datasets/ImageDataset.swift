/// A data set of images with a label each: examples to train on, examples to test on, and a digest to know it by.
public struct ImageDataset: Sendable {
  /// The training examples, in file order, before any are held out.
  public let train: LabeledImages
  /// The test examples, in file order.
  public let test: LabeledImages
  /// What it is called unless it is MNIST.
  let givenName: String
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
}
