/// What a tensor in a file is called and how large it is, without its values.
public struct NamedShape: Sendable, Hashable, CustomStringConvertible {
  /// The tensor's name: `dense/kernel`.
  public var name: String
  /// Its dimensions; none for a scalar.
  public var shape: [Int]
  /// What its numbers are.
  public var type: NamedTensor.ElementType

  /// Names a tensor; one of Float32 by default.
  public init(name: String, shape: [Int], type: NamedTensor.ElementType = .float32) {
    self.name = name
    self.shape = shape
    self.type = type
  }

  /// The name and the dimensions: `dense/kernel [784, 512]`; the type, if it is not that of weights.
  public var description: String { "\(name) \(size)" }

  /// The dimensions, and the type if it is not that of weights.
  var size: String { type == .float32 ? "\(shape)" : "\(shape) of \(type.rawValue)" }
}
