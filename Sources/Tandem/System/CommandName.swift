import OperatingSystem

/// What this executable is called: `tandem`, or whatever a catalog of programs is built into.
struct CommandName {
  /// As usage and errors name it: without directories.
  let name: String
  /// As a shell starts it again: the path, if it was started by one.
  let invocation: String

  /// What usage and errors call this process.
  static var name: String { current.name }
  /// As a shell starts this process again.
  static var invocation: String { current.invocation }

  private static let current = CommandName(
    argument: CommandLineWords.all.first, executable: Executable.path)

  /// Reads a name off the beginning of a command line.
  ///
  /// - Parameters:
  ///   - argument: What the process was told to be called.
  ///   - executable: Where the program lies, for a process that was told nothing.
  init(argument: String?, executable: String?) {
    let told = argument.flatMap { $0.isEmpty ? nil : $0 } ?? executable ?? ""
    let last = told.split(separator: "/").last.map(String.init)
    name = last ?? "tandem"
    invocation = ShellWord.quoted(last == nil ? name : told)
  }
}
