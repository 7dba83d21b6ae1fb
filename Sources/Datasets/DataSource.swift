/// Where examples come from, as a person says it: `auto`, `mnist`, `synthetic`, or a path.
public struct DataSource: Sendable, LosslessStringConvertible {
  /// The kinds of places.
  public enum Place: Sendable, Hashable {
    /// The directory of the environment, else the cache, else a download, else synthetic digits.
    case auto
    /// The directory of the environment, else MNIST from the cache or downloaded, and nothing else.
    case mnist
    /// Digits drawn by ``SyntheticDigits``.
    case synthetic
    /// A file or a directory, and nothing else.
    case path(String)
  }

  /// The place.
  public let place: Place
  /// Told how far a download has come, on the thread that loads.
  public var progress: @Sendable (DownloadProgress) -> Void = { _ in }
  /// Told what a person should read, a sentence or a few lines, on the thread that loads. By default
  /// it goes to the standard error; `{ _ in }` turns it off.
  public var notice: @Sendable (String) -> Void = { LoaderDefaults.say($0) }
  /// Asked several times a second, while files are downloaded or digits drawn, whether to give up.
  public var shouldStop: @Sendable () -> Bool = { false }

  private init(_ place: Place) {
    self.place = place
  }

  /// ``Place/auto``.
  public static let auto = DataSource(.auto)
  /// ``Place/mnist``.
  public static let mnist = DataSource(.mnist)
  /// ``Place/synthetic``.
  public static let synthetic = DataSource(.synthetic)
  /// A file, or a directory with the four files of a data set in MNIST's form.
  public static func path(_ path: String) -> DataSource { DataSource(.path(path)) }

  /// Reads what a person typed; a path that reads like a word is written `./mnist`.
  ///
  /// - Returns: `nil` for an empty string.
  public init?(_ description: String) {
    switch description {
    case "": return nil
    case "auto": self = .auto
    case "mnist": self = .mnist
    case "synthetic": self = .synthetic
    default: self = .path(description)
    }
  }

  /// What ``init(_:)`` reads back.
  public var description: String {
    switch place {
    case .auto: "auto"
    case .mnist: "mnist"
    case .synthetic: "synthetic"
    case .path(let path): ["auto", "mnist", "synthetic"].contains(path) ? "./\(path)" : path
    }
  }

  /// The path of a program's own file.
  ///
  /// ```swift
  /// let table = try CSVTable(source.path(of: "a table of flowers"))
  /// ```
  ///
  /// - Parameter contents: What the file is to hold, for messages.
  /// - Throws: ``DatasetError/Code/missing`` if none was named.
  public func path(of contents: String) throws(DatasetError) -> String {
    if case .path(let path) = place { return path }
    throw DatasetError(
      .missing, "looking for \(contents)", problem: "\(self) names no file",
      remedy: "Name it as the source of the data (--data on a command line)")
  }
}

extension DataSource: Hashable {
  /// Whether both are the same place.
  public static func == (left: DataSource, right: DataSource) -> Bool { left.place == right.place }

  /// Hashes the place.
  public func hash(into hasher: inout Hasher) { hasher.combine(place) }
}
