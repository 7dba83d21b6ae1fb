import ArgumentParser
import Diagnostics
import Training

/// The programs that a command offers.
///
///     enum MyPrograms: ProgramCatalog {
///       static let programs: [any TrainingProgram.Type] = [MyProgram.self]
///     }
///
///     @main enum Main {
///       static func main() { TandemCommand<MyPrograms>.runAndExit() }
///     }
public protocol ProgramCatalog: Sendable {
  /// At least one; the first is the default.
  static var programs: [any TrainingProgram.Type] { get }
}

extension ProgramCatalog {
  static var names: [String] { programs.map { $0.name } }

  /// Refuses a catalog that no command line can choose from.
  static func check() {
    require(!programs.isEmpty, "the catalog \(Self.self) has no programs")
    require(
      Set(names).count == names.count,
      "the catalog \(Self.self) has programs of one name: \(names.joined(separator: ", "))")
  }

  static func program(named name: String) throws(ValidationError) -> any TrainingProgram.Type {
    guard let program = programs.first(where: { $0.name == name }) else {
      throw ValidationError(
        "unknown program '\(name)'. Choose one of: \(names.joined(separator: ", ")).")
    }
    return program
  }
}
