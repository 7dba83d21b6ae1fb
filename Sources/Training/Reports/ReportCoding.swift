// JSON has no word for NaN or infinity, and a run that diverged still deserves its report: such a
// number is written as null and read back as NaN.

extension KeyedEncodingContainer {
  mutating func encodeNumber(_ value: Double, forKey key: Key) throws {
    if value.isFinite {
      try encode(value, forKey: key)
    } else {
      try encodeNil(forKey: key)
    }
  }
}

extension KeyedDecodingContainer {
  func decodeNumber(forKey key: Key) throws -> Double {
    try decodeNil(forKey: key) ? .nan : decode(Double.self, forKey: key)
  }
}

extension KeyedEncodingContainer<ReportKey> {
  mutating func encode(_ metrics: [NamedValue]) throws {
    for metric in metrics {
      try encodeNumber(metric.value, forKey: ReportKey(metric.name))
    }
  }
}

extension KeyedDecodingContainer<ReportKey> {
  /// Every member not named in `others`, as metrics in Keras's order.
  func decodeMetrics(except others: Set<String> = []) throws -> [NamedValue] {
    try allKeys.filter { !others.contains($0.stringValue) }
      .map { NamedValue($0.stringValue, try decodeNumber(forKey: $0)) }
      .inKerasOrder()
  }
}
