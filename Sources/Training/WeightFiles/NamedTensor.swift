import Diagnostics

/// A tensor as it stands in a file: its name, its dimensions and its values row by row.
public struct NamedTensor: Sendable, Hashable {
  /// The tensor's name: `dense/kernel`.
  public var name: String
  /// Its dimensions; none for a scalar.
  public var shape: [Int]
  /// Its values, the last dimension running fastest.
  public var values: [Float]

  /// Makes a tensor.
  ///
  /// - Precondition: there are as many values as the shape has places.
  public init(name: String, shape: [Int], values: [Float]) {
    require(
      shape.allSatisfy { $0 >= 0 } && shape.reduce(1, &*) == values.count,
      "tensor \(name) has \(values.count) values for the shape \(shape)")
    self.name = name
    self.shape = shape
    self.values = values
  }
}
