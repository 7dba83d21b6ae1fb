import Diagnostics

/// A weights file that can't be read, or is not what the program needs.
public struct WeightFileError: ActionableError, Hashable {
  /// The kinds of failure.
  public enum Code: Sendable, Hashable {
    /// The file can't be opened or read; the problem holds the system's words.
    case unreadable
    /// The path names a directory, a device or a pipe.
    case notARegularFile
    /// The file is of another kind, which the problem names.
    case otherFormat
    /// The file ends within its header, or its header claims more bytes than the file has.
    case cutHeader
    /// The header claims more than 100,000,000 bytes.
    case headerTooLong
    /// The header is not UTF-8, not JSON, or not of the form that safetensors has.
    case invalidHeader
    /// A name occurs twice in the header.
    case duplicateName
    /// A tensor has another type than Float32.
    case unsupportedType
    /// A dimension is negative or not a whole number, or the product of all is out of range.
    case invalidShape
    /// A tensor's bytes lie outside the file, run backwards, or are not as many as its shape needs.
    case invalidRange
    /// Bytes between two tensors belong to none.
    case hole
    /// Bytes belong to two tensors.
    case overlap
    /// The file is shorter than its tensors need.
    case cutShort
    /// The file goes on after its last tensor.
    case trailingBytes
    /// A tensor that the program needs is not there.
    case missingTensor
    /// A tensor is there that the program has not.
    case unexpectedTensor
    /// A tensor has another shape than in the program.
    case otherShape
  }

  /// What kind of failure this is.
  public let code: Code
  /// The file that was read.
  public let path: String
  /// What went wrong.
  public let problem: String

  init(_ code: Code, path: String, _ problem: String) {
    self.code = code
    self.path = path
    self.problem = problem
  }

  /// What was being done.
  public var activity: String { "reading the weights from \(path)" }

  /// What to do about it.
  public var remedy: String {
    switch code {
    case .unreadable, .notARegularFile, .otherFormat:
      "Name a safetensors file that this user can read."
    case .missingTensor, .unexpectedTensor, .otherShape:
      "Name a file written by the same program with --export."
    case .unsupportedType: "Convert the tensors to F32."
    default: "The file is damaged or not a safetensors file: write or copy it anew."
    }
  }

  /// A file from outside is input.
  public var fault: Fault { .input }
}
