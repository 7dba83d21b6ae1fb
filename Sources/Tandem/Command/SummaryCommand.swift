import ArgumentParser
import Training

/// `tandem summary`.
struct SummaryCommand<Catalog: ProgramCatalog>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "summary",
      abstract: "Print a table of a program's layers and weights.",
      discussion: """
        A row for each layer: its path, which is what its weights are called in files and messages, \
        its type, the shape of what it gives for one example, and how many weights it has. No data is \
        loaded.

          \(CommandName.invocation) summary --program \(Catalog.programs[0].name)
        """)
  }

  @OptionGroup var program: ProgramOptions<Catalog>

  func run() throws {
    let layers = try program.make().declareLayers()
    for line in "\(layers.summary)".split(separator: "\n") {
      Messages.standard.result(String(line))
    }
  }
}
