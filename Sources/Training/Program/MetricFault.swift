import Diagnostics

/// Why the metrics of a program can't be told of.
public struct MetricFault: ActionableError, Hashable {
  /// What is wrong with them.
  public enum Code: Hashable, Sendable {
    /// Two bear one name, or one bears the name that another has in validation.
    case repeated(String)
    /// A name is that of another member of a report.
    case reserved(String)
    /// A metric has no name.
    case unnamed
    /// Their states hold more numbers than a message carries.
    case tooLarge(numbers: Int)
  }

  /// What is wrong with them.
  public let code: Code
  /// The name of the program.
  public let program: String

  /// So many numbers the states of all metrics of a program hold at most: 1536, of which an AUC of 200
  /// thresholds takes 400 and a confusion matrix of 30 classes 901.
  public static let mostNumbers = 1536

  /// Looking at the metrics.
  public var activity: String { "gathering the metrics of the program \(program)" }

  /// What is wrong, with the name.
  public var problem: String {
    switch code {
    case .repeated(let name): "two metrics are called '\(name)'"
    case .reserved(let name):
      "the metric's name '\(name)' is already that of another member of the report"
    case .unnamed: "a metric has no name"
    case .tooLarge(let numbers):
      "their states hold \(numbers) numbers, and a message carries \(Self.mostNumbers)"
    }
  }

  /// What has to change.
  public var remedy: String {
    switch code {
    case .repeated, .reserved, .unnamed: "Give the metric a name of its own."
    case .tooLarge: "Take fewer thresholds or classes, or fewer metrics."
    }
  }

  /// The program's.
  public var fault: Fault { .input }
}

extension MetricGroup {
  /// Checks before a job begins that every metric can be told of, in reports as between processes.
  ///
  /// - Parameter program: The name of the program.
  /// - Throws: ``MetricFault`` that names the first that can't.
  public func check(in program: String) throws(MetricFault) {
    let reserved = Set(EpochReport.reservedNames)
    var taken: Set<String> = []
    for name in names {
      if name.isEmpty { throw MetricFault(code: .unnamed, program: program) }
      for member in [name, "val_" + name] {
        if reserved.contains(member) {
          throw MetricFault(code: .reserved(member), program: program)
        }
        if !taken.insert(member).inserted {
          throw MetricFault(code: .repeated(member), program: program)
        }
      }
    }
    let numbers = states.reduce(0) { $0 + $1.parts.count }
    if numbers > MetricFault.mostNumbers {
      throw MetricFault(code: .tooLarge(numbers: numbers), program: program)
    }
  }
}
