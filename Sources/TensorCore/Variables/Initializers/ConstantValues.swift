/// Values that are all the same.
///
/// Source: Keras, `keras.initializers.Constant`.
public struct ConstantValues: InitialValues {
  /// The value of every element.
  public let value: Float

  /// The same value everywhere.
  public init(_ value: Float) {
    self.value = value
  }

  /// Writes the value everywhere.
  public func fill(_ values: inout MutableSpan<Float>, shape: Shape, from stream: RandomStream) {
    values.update(repeating: value)
  }
}
