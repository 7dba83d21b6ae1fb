/// What a tensor in a file is called and how large it is, without its values.
public struct NamedShape: Sendable, Hashable, CustomStringConvertible {
  /// The tensor's name: `dense/kernel`.
  public var name: String
  /// Its dimensions; none for a scalar.
  public var shape: [Int]

  /// Names a tensor.
  public init(name: String, shape: [Int]) {
    self.name = name
    self.shape = shape
  }

  /// The name and the dimensions: `dense/kernel [784, 512]`.
  public var description: String { "\(name) \(shape)" }
}
