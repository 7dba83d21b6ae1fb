extension Sequence<NamedValue> {
  /// The value of a name; nil if there is none.
  public subscript(name: String) -> Double? { first { $0.name == name }?.value }
}
