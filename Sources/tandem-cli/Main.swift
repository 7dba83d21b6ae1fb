import Tandem

/// The programs that the `tandem` command comes with.
enum BuiltInPrograms: ProgramCatalog {
  static let programs: [any TrainingProgram.Type] = [DigitClassifier.self]
}

@main
enum Main {
  static func main() {
    TandemCommand<BuiltInPrograms>.runAndExit()
  }
}
