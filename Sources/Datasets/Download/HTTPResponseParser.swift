/// Takes the head of an HTTP response off the front of a stream of bytes.
struct HTTPResponseParser {
  /// A head longer than this is not one.
  static let maximumHeadSize = 1 << 16

  /// The number of bytes the body will have, if the head says so.
  private(set) var contentLength: Int?
  private var head: [UInt8] = []
  private var isInBody = false

  /// Takes the bytes that come next.
  ///
  /// - Returns: Those that belong to the body, or `nil` if there is no end to the head.
  mutating func body(in bytes: some Collection<UInt8>) -> [UInt8]? {
    if isInBody { return Array(bytes) }
    head += bytes
    let end = Array("\r\n\r\n".utf8)
    while let index = head.firstIndex(of: end) {
      let text = String(decoding: head[..<index], as: UTF8.self)
      head.removeFirst(index + end.count)
      // An interim answer (100, 103) is followed by the head of the real one.
      if text.split(separator: " ").dropFirst().first?.hasPrefix("1") == true { continue }
      contentLength = Self.contentLength(in: text)
      isInBody = true
      defer { head = [] }
      return head
    }
    return head.count > Self.maximumHeadSize ? nil : []
  }

  private static func contentLength(in head: String) -> Int? {
    for line in head.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[0].lowercased() == "content-length" {
        return Int(parts[1].drop { $0 == " " })
      }
    }
    return nil
  }
}

extension [UInt8] {
  /// Where a sequence of bytes stands for the first time.
  fileprivate func firstIndex(of pattern: [UInt8]) -> Int? {
    guard count >= pattern.count else { return nil }
    return (0...count - pattern.count).first {
      self[$0..<$0 + pattern.count].elementsEqual(pattern)
    }
  }
}
