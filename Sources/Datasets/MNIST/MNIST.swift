import Diagnostics
import TensorCore

/// MNIST and its kin: images with a label each, to train on and to test on.
///
/// As a program's data, from wherever `--data` says:
///
/// ```swift
/// func data(_ source: DataSource) throws -> Splits { try MNIST(source).splits(image, label) }
/// ```
///
/// A directory with four IDX files, packed by gzip or not, or an archive .npz with the arrays of Keras's, may
/// hold images of any size and classes of any number: Fashion-MNIST, EMNIST. What the program's fields say
/// is what they have to be.
public struct MNIST: Sendable {
  private let source: DataSource

  /// From where a person says.
  public init(_ source: DataSource = .auto) {
    self.source = source
  }

  /// Loads MNIST as arrays: from the directory of the environment, the cache, or the web.
  ///
  /// ```swift
  /// let mnist = try MNIST.load()
  /// mnist.train.images        // uint8[60000, 28, 28]
  /// mnist.train.labels        // uint8[60000]
  /// ```
  ///
  /// - Parameter source: Another place.
  /// - Throws: ``DatasetError`` if it can't be had.
  public static func load(_ source: DataSource = .mnist) throws(DatasetError) -> ImageDataset {
    try DatasetLoader(source: source).load()
  }

  /// Loads images and labels as columns.
  ///
  /// - Parameters:
  ///   - image: The field of the images, of as many pixels as they have.
  ///   - label: The field of the labels, with the classes that there are.
  ///   - holdOut: Which training examples are held out for validation; by default the first 10,000.
  /// - Throws: ``DatasetError`` if they can't be had, or are not as the fields say.
  public func splits(
    _ image: Field<Tensor>, _ label: Field<IntegerTensor<UInt8>>,
    holdingOut holdOut: HoldOut = .first(10_000)
  ) throws(DatasetError) -> Splits {
    var loader = DatasetLoader(source: source)
    loader.format = ImageFormat(image: image.specification, label: label.specification)
    let dataset = try loader.load()
    return Splits(
      training: try dataset.train.examples(image, label), holdingOut: holdOut,
      test: try dataset.test.examples(image, label), origin: DatasetOrigin(of: dataset))
  }
}

extension LabeledImages {
  /// The images as an array of bytes.
  public var images: DataArray {
    DataArray(
      dtype: .uint8, shape: [count] + imageShape, memory: imageBytes,
      byteOffset: imageByteRange(ofExamples: 0..<count).lowerBound)
  }

  /// The labels as an array of bytes.
  public var labels: DataArray {
    DataArray(
      dtype: .uint8, shape: [count], memory: labelBytes,
      byteOffset: labelByteRange(ofExamples: 0..<count).lowerBound)
  }

  /// The images and the labels as columns, sharing their memory.
  ///
  /// - Throws: ``DatasetError`` if they are not as the fields say.
  public func examples(
    _ image: Field<Tensor>, _ label: Field<IntegerTensor<UInt8>>
  ) throws(DatasetError) -> ExampleSet {
    try ExampleSet([
      image.column(images, from: "images"), label.column(labels, from: "labels"),
    ])
  }
}
