import Diagnostics

/// Why the optimizers of a program can't update its variables.
public struct OptimizerFault: ActionableError, Hashable {
  /// What is wrong with them.
  public enum Code: Hashable, Sendable {
    /// Two optimizers would update a trainable variable.
    case claimedTwice(variable: String, by: String, and: String)
    /// No optimizer would update a trainable variable.
    case unclaimed(variable: String, optimizers: [String])
    /// An optimizer has nothing to update.
    case idle(String, variables: [String])
    /// There are more than there can be.
    case tooMany(Int)
  }

  /// What is wrong with them.
  public let code: Code
  /// The name of the program.
  public let program: String

  /// Sharing out the variables.
  public var activity: String { "sharing out the variables of \(program) to its optimizers" }

  /// What is wrong, with the paths.
  public var problem: String {
    switch code {
    case .claimedTwice(let variable, let first, let second):
      "two optimizers claim \(variable): \(first), and \(second)"
    case .unclaimed(let variable, let optimizers):
      "no optimizer claims \(variable): there is \(Self.list(optimizers))"
    case .idle(let optimizer, let variables):
      "\(optimizer) has nothing to update among \(Self.list(variables))"
    case .tooMany(let count): "\(count) optimizers are more than 64"
    }
  }

  /// What has to change.
  public var remedy: String {
    switch code {
    case .claimedTwice: "Let one of the two optimizers be for other variables."
    case .unclaimed: "Give the variable an optimizer, or make its layer with isTrainable: false."
    case .idle: "Correct the path that the optimizer is for, or leave the optimizer out."
    case .tooMany: "Let one optimizer update several models."
    }
  }

  /// The program's.
  public var fault: Fault { .input }

  // Of many a few are as good as all.
  private static func list(_ names: [String]) -> String {
    let told = names.prefix(8).joined(separator: ", ")
    return names.isEmpty ? "none" : names.count > 8 ? "\(told) and \(names.count - 8) more" : told
  }
}
