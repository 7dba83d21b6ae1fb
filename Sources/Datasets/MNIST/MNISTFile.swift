/// One of the four files that a data set in MNIST's form consists of.
enum MNISTFile: String, CaseIterable, Sendable {
  case trainImages = "train-images-idx3-ubyte"
  case trainLabels = "train-labels-idx1-ubyte"
  case testImages = "t10k-images-idx3-ubyte"
  case testLabels = "t10k-labels-idx1-ubyte"

  /// What it holds, in words.
  var title: String {
    switch self {
    case .trainImages: "training images"
    case .trainLabels: "training labels"
    case .testImages: "test images"
    case .testLabels: "test labels"
    }
  }

  /// What it holds, if images are of some format.
  func layout(as format: ImageFormat = .digits) -> IDXLayout {
    switch self {
    case .trainImages, .testImages: .images(of: format.imageShape)
    case .trainLabels, .testLabels: .labels
    }
  }

  /// The name by which the mirrors and the cache have it.
  var packedName: String { rawValue + ".gz" }

  /// The names accepted in a directory, the first found being taken. Some unpackers put a dot before
  /// `idx`.
  var acceptedNames: [String] {
    let dotted =
      rawValue.split(separator: "-").prefix(2).joined(separator: "-")
      + "." + rawValue.split(separator: "-").dropFirst(2).joined(separator: "-")
    return [rawValue, rawValue + ".gz", dotted, dotted + ".gz"]
  }

  /// Whether a name is one that EMNIST's file of this kind has: that of the part of EMNIST comes before
  /// it, and the test images are called so.
  func isName(_ name: String) -> Bool {
    let kind = rawValue.replacing("t10k", with: "test")
    return ["-" + kind, "-" + kind + ".gz"].contains { name.hasSuffix($0) }
  }

  /// The SHA-256 of MNIST's file, unpacked, which holds whatever packed it.
  var sha256: String {
    switch self {
    case .trainImages: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
    case .trainLabels: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
    case .testImages: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
    case .testLabels: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
    }
  }

  /// The SHA-256 of the four files in a row, unpacked.
  static let datasetSHA256 = "b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a"

  /// ``sha256`` of each file.
  static let digests = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.sha256) })
}
