/// A place in the text of a table, and how to go on from there.
///
/// Rules: RFC 4180; lines may end with CR LF, LF or CR, blank ones are passed over, and spaces around a
/// cell don't belong to it unless they are quoted.
struct CSVCursor {
  /// What stands between two separators.
  struct Cell {
    /// The content, without quotes and without the spaces around it.
    let content: UnsafeRawBufferPointer
    /// Whether pairs of quotes in it stand for one.
    let hasPairedQuotes: Bool
    /// Whether no other follows in its row.
    let isLast: Bool
    /// What is wrong with it, if anything.
    var problem: Problem?
  }

  /// A way to break the rules of quoting.
  enum Problem {
    /// The text ends before a quote is closed.
    case unclosed
    /// Something other than a separator follows a closing quote.
    case followed
  }

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// The next byte.
  private(set) var position: Int
  private let base: UnsafePointer<UInt8>
  private let end: Int
  private let separator: UInt8

  /// A cursor over a text, which must live as long.
  init(_ text: UnsafeRawBufferPointer, at position: Int, separator: UInt8) {
    base = (text.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!)
      .assumingMemoryBound(to: UInt8.self)
    end = text.count
    self.position = position
    self.separator = separator
  }

  /// Passes over blank lines.
  ///
  /// - Returns: Whether a row is left.
  mutating func findRow() -> Bool {
    var place = position
    while place < end {
      let byte = base[place]
      if isSpace(byte) {
        place += 1
      } else if byte == Self.lineFeed || byte == Self.carriageReturn {
        place += 1
        position = place
      } else {
        return true
      }
    }
    return false
  }

  /// Goes behind a row that has no quotes, which is found out faster than what its cells hold.
  ///
  /// - Returns: How many cells it has; nil, and the cursor is where it was, if it has quotes.
  mutating func passPlainRow() -> Int? {
    var (place, cells) = (position, 1)
    while place < end {
      let byte = base[place]
      if byte == separator {
        cells += 1
      } else if byte == Self.quote {
        return nil
      } else if byte == Self.lineFeed || byte == Self.carriageReturn {
        break
      }
      place += 1
    }
    _ = cell(place..<place, endedAt: place)
    return cells
  }

  /// Reads a cell and goes behind it, and behind the end of its row if it is the last one.
  @inline(__always)
  mutating func next() -> Cell {
    var start = position
    while start < end, isSpace(base[start]) { start += 1 }
    if start < end, base[start] == Self.quote { return quoted(from: start + 1) }
    var place = start
    while place < end {
      let byte = base[place]
      if byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn { break }
      place += 1
    }
    var last = place
    while last > start, isSpace(base[last - 1]) { last -= 1 }
    return cell(start..<last, endedAt: place)
  }

  private mutating func quoted(from start: Int) -> Cell {
    var (place, hasPairs) = (start, false)
    while place < end {
      guard base[place] == Self.quote else {
        place += 1
        continue
      }
      guard place + 1 < end, base[place + 1] == Self.quote else { break }
      hasPairs = true
      place += 2
    }
    let last = min(place, end)
    guard place < end else {
      return cell(start..<last, endedAt: end, hasPairs, .unclosed)
    }
    place += 1
    while place < end, isSpace(base[place]) { place += 1 }
    let isFollowed =
      place < end && base[place] != separator && base[place] != Self.lineFeed
      && base[place] != Self.carriageReturn
    return cell(start..<last, endedAt: place, hasPairs, isFollowed ? .followed : nil)
  }

  @inline(__always)
  private mutating func cell(
    _ content: Range<Int>, endedAt place: Int, _ hasPairs: Bool = false, _ problem: Problem? = nil
  ) -> Cell {
    var isLast = true
    if place >= end {
      position = end
    } else if base[place] == separator {
      position = place + 1
      isLast = false
    } else {
      let isPair =
        base[place] == Self.carriageReturn && place + 1 < end && base[place + 1] == Self.lineFeed
      position = place + (isPair ? 2 : 1)
    }
    return Cell(
      content: UnsafeRawBufferPointer(start: base + content.lowerBound, count: content.count),
      hasPairedQuotes: hasPairs, isLast: isLast, problem: problem)
  }

  @inline(__always)
  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 && separator != 0x09
  }
}

extension CSVCursor.Cell {
  /// The content of a cell that is to hold a number: without spaces, quoted or not.
  @inline(__always)
  var number: UnsafeRawBufferPointer {
    guard content.first == 0x20 || content.last == 0x20 else { return content }
    var rest = content[...]
    while rest.first == 0x20 { rest.removeFirst() }
    while rest.last == 0x20 { rest.removeLast() }
    return UnsafeRawBufferPointer(rebasing: rest)
  }

  /// The content as text; nil if it is not UTF-8.
  var text: String? {
    guard hasPairedQuotes else { return String(validating: content, as: UTF8.self) }
    var bytes: [UInt8] = []
    var isSecond = false
    for byte in content {
      isSecond = byte == UInt8(ascii: "\"") && !isSecond
      if byte != UInt8(ascii: "\"") || isSecond { bytes.append(byte) }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
