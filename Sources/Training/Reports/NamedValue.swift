/// A metric's name and its value: `val_loss`, 0.1132.
public struct NamedValue: Sendable, Hashable {
  /// The name as Keras writes it; names of validation metrics begin with `val_`.
  public var name: String
  /// The value.
  public var value: Double

  /// Pairs a name with a value.
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }

  /// Whether the value was measured on the validation examples.
  public var isValidation: Bool { name.hasPrefix("val_") }
}

extension Sequence<NamedValue> {
  /// The values in Keras's order: by name, those of the validation after the others.
  public func inKerasOrder() -> [NamedValue] {
    sorted { ($0.isValidation ? 1 : 0, $0.name) < ($1.isValidation ? 1 : 0, $1.name) }
  }
}
