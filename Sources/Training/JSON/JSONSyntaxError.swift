/// Text that is not the JSON it should be.
struct JSONSyntaxError: Error, Hashable {
  /// Why it is refused.
  enum Code: Hashable {
    /// The text breaks the grammar, or is not UTF-8.
    case malformed
    /// An object has two members of one name.
    case duplicateName
    /// Nested too deeply, or more values than any honest file has.
    case tooComplex
  }

  let code: Code
  /// The byte, counted from 0, where the trouble was noticed.
  let offset: Int
  /// What is wrong, as a phrase.
  let problem: String
}
