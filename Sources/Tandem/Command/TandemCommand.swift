import ArgumentParser
import ClusterProtocol
import Diagnostics
import Files
import Foundation
import OperatingSystem
import TensorCore
import Training

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The whole command line for any catalog of programs.
public struct TandemCommand<Catalog: ProgramCatalog>: ParsableCommand {
  /// The subcommands.
  public static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: CommandName.name,
      abstract: "Train a model on many worker processes, bit for bit as one process would.",
      discussion: """
        Start with a comparison of the cluster with the single-process loop:

          \(CommandName.invocation) compare --workers 2

        The same seed, batch size, shards and instruction set give the same bits, whatever the \
        number of workers and threads and whatever the transport.

        Exit status: 0 done; 1 the run failed, or a comparison differs; 2 the command line or an \
        input file is wrong; 128 and the number of a signal that stopped it, 130 on Ctrl-C.
        """,
      version: TandemVersion.current,
      subcommands: [
        TrainCommand<Catalog>.self, SingleCommand<Catalog>.self, CompareCommand<Catalog>.self,
        CoordinatorCommand<Catalog>.self, WorkerCommand<Catalog>.self,
        EvaluateCommand<Catalog>.self, SummaryCommand<Catalog>.self, BenchCommand.self,
      ])
  }

  /// For the argument parser.
  public init() {}

  /// Reached without a subcommand.
  public func run() throws {
    throw ValidationError("a subcommand is missing.")
  }

  /// Parses the command line, runs the command, and ends the process with its exit status.
  public static func runAndExit() -> Never {
    ProcessSetup.apply()
    let status = status(of: CommandLineWords.arguments)
    if Aside.isAnyRunning {
      // Work that was left behind goes on in libraries that an ordinary end would take down.
      fflush(nil)
      _exit(status)
    }
    Foundation.exit(status)
  }

  /// Runs a command line.
  ///
  /// - Returns: The exit status: 0 done, 1 failed, 2 wrong input, 128 + n on signal n.
  static func status(of arguments: [String]) -> Int32 {
    defer { UnfinishedFile.removeAll() }
    let status = Messages.standard.settle(outcome(of: arguments))
    // Whatever it was that failed, or was not written, once the process was asked to stop.
    guard let signal = Interruption.signal, status != 0 || Patience.hasRunOut else { return status }
    return 128 + signal
  }

  private static func outcome(of arguments: [String]) -> Int32 {
    Catalog.check()
    do {
      try checkSubcommand(of: arguments)
      try checkTopic(of: arguments)
      var command = try parseAsRoot(arguments)
      try command.run()
      return 0
    } catch let error as any ActionableError {
      return status(of: error)
    } catch let error as RunDiffers {
      return error.status
    } catch {
      return status(ofParsing: error, in: arguments)
    }
  }

  private static var subcommandNames: [String] {
    configuration.subcommands.compactMap { $0.configuration.commandName }
  }

  /// Refuses a subcommand that there is none of, which the parser would call an argument that it did
  /// not expect, and say no more.
  private static func checkSubcommand(of arguments: [String]) throws {
    guard let name = arguments.first, !name.hasPrefix("-"), name != "help",
      !subcommandNames.contains(name)
    else { return }
    throw ValidationError(
      "there is no subcommand '\(name)'. "
        + "Choose one of: \(subcommandNames.joined(separator: ", ")).")
  }

  /// Refuses a topic of `help` that there is none of, for which the parser would show the overview.
  private static func checkTopic(of arguments: [String]) throws {
    guard arguments.count > 1, arguments[0] == "help", !arguments[1].hasPrefix("-") else { return }
    guard subcommandNames.contains(arguments[1]) || arguments[1] == "help" else {
      throw ValidationError(
        "there is no help on '\(arguments[1])'. "
          + "Choose one of: \(subcommandNames.joined(separator: ", ")).")
    }
  }

  private static func status(of error: any ActionableError) -> Int32 {
    Messages.standard.leaveBar()
    Messages.standard.error(Interruption.isWanted ? Interruption.reason : "\(error)")
    return error.fault == .input ? 2 : 1
  }

  private static func status(ofParsing error: any Error, in arguments: [String]) -> Int32 {
    // Of several lines, none of which is to come from the command line.
    let text = arguments.flatMap { [$0] + $0.split(separator: "=", maxSplits: 1).map(String.init) }
      .filter { $0.onOneLine != $0 }
      .reduce(fullMessage(for: error)) { $0.replacing($1, with: $1.onOneLine) }
    switch exitCode(for: error) {
    case .success:
      Messages.standard.paragraph(text)
      return 0
    case .validationFailure:
      Messages.standard.paragraph(text, to: STDERR_FILENO)
      return 2
    case let code:
      // A bare exit status has been explained already, if it needs to be.
      if !text.isEmpty { Messages.standard.paragraph(text, to: STDERR_FILENO) }
      return code.rawValue == 0 ? 0 : 1
    }
  }
}
