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
    /// The first bytes say that this is another kind of file.
    case wrongMagic
    /// The array has another shape than is wanted.
    case wrongDimensions
    /// The header announces more than this package is willing to hold.
    case tooLarge
    /// The file holds no examples.
    case empty
    /// The file ends before what its header announces, or in the middle of a packed stream.
    case truncated
    /// The file goes on behind what its header announces.
    case oversized
    /// A packed stream or an archive is damaged.
    case damaged
    /// A header or a line of text is not written by the rules of its format.
    case malformed
    /// The file is in order, but holds something that is not read here.
    case unsupported
    /// A number does not fit into the type it is kept as.
    case outOfRange
    /// A cell of a table holds no number.
    case notANumber
    /// A cell of a table is empty.
    case emptyCell
    /// There is no array, column or class of that name.
    case unknownName
    /// Two things have one name, or a separator can't be told from another.
    case ambiguous
    /// The system does not have as much memory.
    case outOfMemory
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
  /// The system does not have the memory that a sound file needs.
  static func outOfMemory(_ activity: String, bytes: Int) -> DatasetError {
    DatasetError(
      .outOfMemory, activity, problem: "the system has no memory for \(bytes) bytes",
      remedy: "Use a machine with more memory, or fewer examples", fault: .run)
  }

  /// Somebody wanted to stop while the data set was loaded.
  package static var interrupted: DatasetError {
    DatasetError(
      .interrupted, "loading the data set", problem: "interrupted", remedy: "", fault: .run)
  }
}
