import Diagnostics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Something that happened in the course of a run: a worker joined, left, was lost.
public struct RunEvent: Sendable, Hashable {
  /// When it happened; written in UTC, by ISO 8601, to the millisecond.
  public var time: Date
  /// What happened, as one word: `joined`.
  public var kind: String
  /// Name of the worker concerned, if one is.
  public var worker: String?
  /// More about it, encoded as members beside the others.
  public var details: [String: ReportValue]

  /// Describes an event.
  ///
  /// - Precondition: no detail is called `time`, `kind` or `worker`.
  public init(
    time: Date, kind: String, worker: String? = nil, details: [String: ReportValue] = [:]
  ) {
    for field in Field.allCases {
      require(
        details[field.rawValue] == nil,
        "the detail's name '\(field.rawValue)' is already that of another member of the event")
    }
    self.time = time
    self.kind = kind
    self.worker = worker
    self.details = details
  }
}

extension RunEvent: Codable {
  private enum Field: String, CaseIterable {
    case time, kind, worker
    var key: ReportKey { ReportKey(rawValue) }
  }

  private static let timeStyle = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  /// Reads an event; every member beside the known ones is a detail.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: ReportKey.self)
    time = try Date(
      container.decode(String.self, forKey: Field.time.key), strategy: Self.timeStyle)
    kind = try container.decode(String.self, forKey: Field.kind.key)
    worker = try container.decodeIfPresent(String.self, forKey: Field.worker.key)
    details = [:]
    for key in container.allKeys where Field(rawValue: key.stringValue) == nil {
      details[key.stringValue] = try container.decode(ReportValue.self, forKey: key)
    }
  }

  /// Writes an event.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: ReportKey.self)
    try container.encode(time.formatted(Self.timeStyle), forKey: Field.time.key)
    try container.encode(kind, forKey: Field.kind.key)
    try container.encodeIfPresent(worker, forKey: Field.worker.key)
    for (name, value) in details {
      try container.encode(value, forKey: ReportKey(name))
    }
  }
}
