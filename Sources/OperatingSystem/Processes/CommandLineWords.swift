import COperatingSystem

/// The command line of this process, words as paths.
package enum CommandLineWords {
  /// All of them, the name of the program first.
  ///
  /// `CommandLine.arguments` reads them from `/proc` on Linux, which a container may not have, and
  /// puts a replacement where a byte is not UTF-8, so that a file of another name would be opened.
  package static let all: [String] = {
    guard let words = tandem_arguments() else {
      return (0..<Int(CommandLine.argc)).compactMap { index in
        CommandLine.unsafeArgv[index].map { String(path: $0) }
      }
    }
    var all: [String] = []
    while let word = words[all.count] { all.append(String(path: word)) }
    return all
  }()

  /// Those after the name of the program, if even that was given.
  package static var arguments: [String] { Array(all.dropFirst()) }
}
