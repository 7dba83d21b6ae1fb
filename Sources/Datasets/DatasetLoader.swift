/// Gets a data set from where a person wants it from.
///
/// By default it looks where the command looks: into the directory that `TANDEM_DATA` names and the
/// user's cache. What it says in between goes to the standard error.
public struct DatasetLoader: Sendable {
  /// Where the digits come from.
  public var source: DataSource
  /// A directory that ``DataSource/auto`` and ``DataSource/mnist`` prefer, by default the value of
  /// `TANDEM_DATA`; an empty one counts as none. A bad one is an error.
  public var environmentDirectory: String?
  /// Where downloaded files are kept, by default in the user's cache; without one, nothing is kept.
  public var cacheDirectory: String?
  /// The directories on the web that have MNIST's packed files, in the order they are tried.
  public var mirrors = MNISTDownloader.mirrors
  /// The seed of the synthetic digits.
  public var syntheticSeed: UInt64 = 1
  /// What images and labels are to be.
  var format = ImageFormat.digits
  /// The program that downloads.
  var downloadProgram = "curl"
  /// What the unpacked files of the mirrors and the cache are known by.
  var digests = MNISTFile.digests
  /// How many synthetic digits there are.
  var syntheticCounts = (train: 60_000, test: 10_000)

  /// - Parameters:
  ///   - source: Where the digits come from.
  ///   - environmentDirectory: The directory that ``DataSource/auto`` prefers; by default the value
  ///     of `TANDEM_DATA`.
  ///   - cacheDirectory: Where downloaded files are kept; by default in the user's cache.
  public init(
    source: DataSource = .auto,
    environmentDirectory: String? = DatasetLoader.environmentDirectory,
    cacheDirectory: String? = DatasetLoader.userCacheDirectory
  ) {
    self.source = source
    self.environmentDirectory = environmentDirectory
    self.cacheDirectory = cacheDirectory
  }

  /// The value of `TANDEM_DATA` in the environment of this process.
  public static var environmentDirectory: String? { LoaderDefaults.variable("TANDEM_DATA") }

  /// ``defaultCacheDirectory(xdgCacheHome:home:)`` by the environment of this process.
  public static var userCacheDirectory: String? {
    defaultCacheDirectory(
      xdgCacheHome: LoaderDefaults.variable("XDG_CACHE_HOME"),
      home: LoaderDefaults.variable("HOME"))
  }

  /// `tandem/mnist` in the user's cache.
  ///
  /// - Parameters:
  ///   - xdgCacheHome: The value of `XDG_CACHE_HOME`, which counts only if it is absolute.
  ///   - home: The value of `HOME`.
  /// - Returns: `nil` if neither helps.
  public static func defaultCacheDirectory(xdgCacheHome: String?, home: String?) -> String? {
    if let xdgCacheHome, xdgCacheHome.hasPrefix("/") { return xdgCacheHome + "/tandem/mnist" }
    guard let home, home.hasPrefix("/") else { return nil }
    return home + "/.cache/tandem/mnist"
  }

  /// Loads the data set: waits for files and the network on the calling thread.
  ///
  /// - Throws: ``DatasetError``; with ``DataSource/auto`` only if the directory of the environment is
  ///   bad or somebody wants to stop, because everything else ends in synthetic digits and a notice.
  public func load() throws(DatasetError) -> ImageDataset {
    switch source.place {
    case .path(let path): return try load(from: path)
    case .synthetic: return try synthetic()
    case .mnist: return try loadMNIST()
    case .auto: return try loadAny()
    }
  }

  /// The files of this machine that ``load()`` may read, there or not.
  package var files: [String] {
    var directories: [String?]
    switch source.place {
    case .path(let path): directories = [path]
    case .synthetic: directories = []
    case .mnist, .auto: directories = [environmentDirectory, cacheDirectory]
    }
    directories.removeAll { $0?.isEmpty == true }
    // A path may be that of a file itself.
    return directories.compactMap { $0 }.flatMap { directory in
      [directory] + MNISTFile.allCases.flatMap(\.acceptedNames).map { "\(directory)/\($0)" }
    }
  }

  /// Reads a directory, or an archive of NumPy's.
  private func load(from path: String) throws(DatasetError) -> ImageDataset {
    try path.hasSuffix(".npz")
      ? ImageArchive(path: path, format: format).load(name: path)
      : IDXDirectory(path: path, format: format).load(name: path)
  }

  private func loadAny() throws(DatasetError) -> ImageDataset {
    do throws(DatasetError) {
      return try loadMNIST()
    } catch {
      if error.code == .interrupted || hasEnvironmentDirectory { throw error }
      source.notice(Self.fallbackNotice(because: error))
      return try synthetic()
    }
  }

  private func synthetic() throws(DatasetError) -> ImageDataset {
    let dataset = SyntheticDigits(seed: syntheticSeed).dataset(
      trainCount: syntheticCounts.train, testCount: syntheticCounts.test,
      shouldStop: source.shouldStop)
    if source.shouldStop() {
      throw DatasetError(
        .interrupted, "drawing synthetic digits", problem: "interrupted", remedy: "", fault: .run)
    }
    return dataset
  }

  private var hasEnvironmentDirectory: Bool { environmentDirectory?.isEmpty == false }

  private func loadMNIST() throws(DatasetError) -> ImageDataset {
    if let directory = environmentDirectory, !directory.isEmpty {
      return try load(from: directory)
    }
    let downloader = MNISTDownloader(
      mirrors: mirrors, digests: digests, program: downloadProgram, progress: source.progress,
      notice: source.notice, shouldStop: source.shouldStop)
    var cache = MNISTCache(
      directory: cacheDirectory, digests: digests, downloader: downloader, notice: source.notice)
    return try cache.load()
  }

  private static func fallbackNotice(because error: DatasetError) -> String {
    let rule = String(repeating: "*", count: 78)
    return """
      \(rule)
      ** THIS IS NOT MNIST: training on built-in SYNTHETIC digits instead.
      ** MNIST could not be had, \(error.activity):
      \(error.problem.split(separator: ";").map { "**   " + $0.drop { $0 == " " } }
        .joined(separator: "\n"))
      ** Its figures differ from MNIST's. To insist on MNIST, name it as the source of the
      ** data, or a directory that holds its four files (--data on a command line), or set
      ** TANDEM_DATA to such a directory.
      \(rule)
      """
  }
}
