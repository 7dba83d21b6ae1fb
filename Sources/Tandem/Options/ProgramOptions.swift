import ArgumentParser
import Training

/// Which program is run.
struct ProgramOptions<Catalog: ProgramCatalog>: ParsableArguments {
  @Option(help: ArgumentHelp("The program to run.", valueName: "name"))
  var program = Catalog.programs[0].name

  func validate() throws {
    _ = try Catalog.program(named: program)
  }

  /// The program, made.
  func make() throws -> any TrainingProgram {
    try Catalog.program(named: program).init()
  }
}
