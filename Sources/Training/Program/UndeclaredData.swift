import Diagnostics

/// A program has fields that no data set of this package has, and does not say where its data is.
public struct UndeclaredData: ActionableError, Hashable {
  /// The name of the program.
  public let program: String
  /// What its fields are.
  public let fields: String

  /// Looking for its examples.
  public var activity: String { "looking for the data of the program \(program)" }

  /// What is missing.
  public var problem: String {
    "it does not say where its examples are, which have the fields \(fields)"
  }

  /// What to write.
  public var remedy: String {
    "Write its data(_ source: DataSource), which makes Splits of arrays, a table or images."
  }

  /// The program's.
  public var fault: Fault { .input }
}
