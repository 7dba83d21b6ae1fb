import Files
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The one place where lines and the progress bar go out, so that they never garble each other.
///
/// The bar is a line without an end at the bottom of the terminal. A line written meanwhile, by any
/// thread, takes the bar away, stands in its place, and the bar follows below it; all of that
/// in one `write(2)` call, so that what other processes write to the same terminal falls before or
/// after it, not within.
public final class Console: Sendable {
  /// Draws a bar for so many columns.
  typealias Drawing = @Sendable (_ width: Int) -> String

  private let descriptor: Int32
  /// Whether a person is watching: bars and colours go to terminals only.
  public let isTerminal: Bool
  private let width: @Sendable () -> Int
  private let drawing = Mutex<Drawing?>(nil)
  private let failure = Mutex<SystemFailure?>(nil)

  /// Makes the console of a descriptor, which it does not close.
  ///
  /// - Parameters:
  ///   - descriptor: where the bar, and lines unless told otherwise, go.
  ///   - isTerminal: whether it is a terminal; asked of the system by default.
  ///   - width: its width in columns, asked anew at each drawing; by default that of the terminal,
  ///     and 80 where there is none.
  public init(
    descriptor: Int32, isTerminal: Bool? = nil, width: (@Sendable () -> Int)? = nil
  ) {
    self.descriptor = descriptor
    self.isTerminal = isTerminal ?? (isatty(descriptor) == 1)
    self.width = width ?? { Self.terminalWidth(of: descriptor) ?? 80 }
  }

  /// How many columns a line may take.
  public var columns: Int { max(1, width()) }

  /// The console of the standard output.
  public static let standardOutput = Console(descriptor: STDOUT_FILENO)
  /// The console of the standard error.
  public static let standardError = Console(descriptor: STDERR_FILENO)

  /// Writes a line, or several if the text holds several, above the bar.
  ///
  /// Control characters are shown as pictures (`␛`): part of a line may come from a peer, who is
  /// not to steer the terminal. A byte of a path that belongs to no character is shown as `\xff`. A
  /// failed write is let pass, and found by ``problem``.
  ///
  /// - Parameters:
  ///   - line: the text, with or without a final newline.
  ///   - other: a descriptor to write to instead, such as the standard output when the bar is on
  ///     the standard error: both may be the same terminal.
  public func write(line: String, to other: Int32? = nil) {
    let text = Self.harmless(line.hasSuffix("\n") ? String(line.dropLast()) : line) + "\n"
    drawing.withLock { drawing in
      let (clearing, bar) = drawing.map { (Self.clearing, self.draw($0)) } ?? ("", "")
      if let other, other != descriptor {
        put(clearing)
        put(text, to: other)
        put(bar)
      } else {
        put(clearing + text + bar)
      }
    }
  }

  /// What has kept something from being written to this console's own descriptor, in the system's
  /// words; nil if all of it has been taken.
  public var problem: String? {
    if let failure = failure.withLock({ $0 }) { return failure.reason }
    // A disk of the network may say only now that it took nothing.
    let duplicate = dup(descriptor)
    guard duplicate >= 0, close(duplicate) != 0, errno != EINTR else { return nil }
    return SystemFailure.current.reason
  }

  /// Shows or redraws the bar; does nothing unless this is a terminal.
  func show(_ newDrawing: @escaping Drawing) {
    guard isTerminal else { return }
    drawing.withLock { drawing in
      put(Self.clearing + self.draw(newDrawing))
      drawing = newDrawing
    }
  }

  /// Puts lines that stay in the place of the bar.
  func finish(_ lines: Drawing) {
    guard isTerminal else { return }
    drawing.withLock { drawing in
      put((drawing == nil ? "" : Self.clearing) + self.draw(lines) + "\n")
      drawing = nil
    }
  }

  /// Leaves the bar standing as it is and goes on below it, as after an interruption.
  public func leaveBar() {
    drawing.withLock { drawing in
      if drawing != nil { put("\n") }
      drawing = nil
    }
  }

  private static let clearing = "\r\u{1B}[2K"

  /// One column stays free: terminals differ in where the cursor is after the last one.
  private func draw(_ drawing: Drawing) -> String { drawing(max(1, width() - 1)) }

  private func put(_ text: String, to other: Int32? = nil) {
    guard !text.isEmpty else { return }
    Array(text.utf8).withUnsafeBytes { bytes in
      do throws(SystemFailure) {
        try FileDescriptor.write(bytes, to: other ?? descriptor)
      } catch {
        if other == nil { failure.withLock { $0 = $0 ?? error } }
      }
    }
  }

  private static func harmless(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A, 0x09: result.append(scalar)
      case 0..<0x20: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      case 0x7F: result.append("\u{2421}")
      case 0x80..<0xA0: result.append("\u{FFFD}")
      default:
        if let byte = scalar.byteOfPath {
          result.append(contentsOf: "\\x\(String(byte, radix: 16))".unicodeScalars)
        } else {
          result.append(scalar)
        }
      }
    }
    return String(result)
  }

  /// The width of the terminal that a descriptor leads to; nil if it leads to none, or to one that
  /// does not know.
  public static func terminalWidth(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
