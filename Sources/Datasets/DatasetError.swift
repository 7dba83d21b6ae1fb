import Diagnostics

/// Why a data set could not be had: what was being read or fetched, what is wrong with it, and what
/// to do.
public struct DatasetError: ActionableError, Hashable {
  /// What went wrong, for code that has to tell one case from another.
  public enum Code: Sendable, Hashable {
    /// A file or directory is not there.
    case missing
    /// A directory stands where a file is wanted, or a file where a directory is wanted.
    case wrongKind
    /// The operating system does not let the file be read.
    case unreadable
    /// The first four bytes say that this is another kind of file.
    case wrongMagic
    /// The examples are not 28 rows of 28 columns.
    case wrongDimensions
    /// The header announces more than this package is willing to hold.
    case tooLarge
    /// The file holds no examples.
    case empty
    /// The file ends before what its header announces, or in the middle of a gzip stream.
    case truncated
    /// The file goes on behind what its header announces.
    case oversized
    /// The gzip stream is damaged.
    case damaged
    /// There are not as many labels as images.
    case countsDiffer
    /// A label is not a digit.
    case labelOutOfRange
    /// The contents are not those that the data set is known by.
    case wrongDigest
    /// No mirror gave the file.
    case downloadFailed
    /// Somebody wanted to stop while a file was downloaded.
    case interrupted
    /// The program that downloads is not installed.
    case downloaderMissing
    /// A file could not be written into the cache.
    case unwritable
    /// The data set has no more training examples than are held out for validation.
    case nothingToTrainOn
  }

  /// What went wrong, for code.
  public let code: Code
  /// What was being done, and to which file.
  public let activity: String
  /// What went wrong, naming the values.
  public let problem: String
  /// What to do about it.
  public let remedy: String
  /// ``Fault/input`` for files, ``Fault/run`` for the network and the cache.
  public let fault: Fault
  /// Whether trying again later may succeed.
  public let isRetriable: Bool

  init(
    _ code: Code, _ activity: String, problem: String, remedy: String,
    fault: Fault = .input, isRetriable: Bool = false
  ) {
    self.code = code
    self.activity = activity
    self.problem = problem
    self.remedy = remedy
    self.fault = fault
    self.isRetriable = isRetriable
  }
}

extension DatasetError {
  /// Somebody wanted to stop while the data set was loaded.
  package static var interrupted: DatasetError {
    DatasetError(
      .interrupted, "loading the data set", problem: "interrupted", remedy: "", fault: .run)
  }
}
