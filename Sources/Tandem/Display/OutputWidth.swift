import Foundation
import Training

/// How wide what is written to a descriptor may be.
enum OutputWidth {
  private static let ordinary = 80

  /// The width of the terminal, else what `COLUMNS` says, else 80.
  static func columns(
    of descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Int {
    Console.terminalWidth(of: descriptor)
      ?? environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? ordinary
  }
}
