/// Where the digits come from, as a person says it: `auto`, `mnist`, `synthetic`, or a directory.
public enum DataSource: Sendable, Hashable, LosslessStringConvertible {
  /// The directory of the environment, else the cache, else a download, else synthetic digits.
  case auto
  /// The directory of the environment, else MNIST from the cache or downloaded, and nothing else.
  case mnist
  /// Digits drawn by ``SyntheticDigits``.
  case synthetic
  /// The four IDX files in a directory, and nothing else.
  case directory(String)

  /// Reads what a person typed; a directory named like a word is written `./mnist`.
  ///
  /// - Returns: `nil` for an empty string.
  public init?(_ description: String) {
    switch description {
    case "": return nil
    case "auto": self = .auto
    case "mnist": self = .mnist
    case "synthetic": self = .synthetic
    default: self = .directory(description)
    }
  }

  /// What ``init(_:)`` reads back.
  public var description: String {
    switch self {
    case .auto: "auto"
    case .mnist: "mnist"
    case .synthetic: "synthetic"
    case .directory(let path):
      ["auto", "mnist", "synthetic"].contains(path) ? "./\(path)" : path
    }
  }
}
