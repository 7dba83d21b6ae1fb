import Diagnostics

/// Where each variable of a model lies in the flat buffer of its weights: the trainable ones first,
/// then the others, each group in the order of declaration and without gaps.
public struct WeightLayout: Sendable, Hashable {
  /// The variables in the order of the buffer.
  public let variables: [Variable]
  /// The elements of each variable, in the same order.
  public let ranges: [Range<Int>]
  /// How many of ``variables`` are trainable; they come first.
  public let trainableVariableCount: Int
  /// The number of all weights.
  public let weightCount: Int
  /// The number of trainable weights.
  public let trainableCount: Int
  private let declaredIndices: [Int]

  /// Lays out the variables of a model, whose names have to differ.
  public init(_ declared: [Variable]) {
    require(
      Set(declared.map(\.name)).count == declared.count,
      "several variables are named \(Self.repeated(declared.map(\.name)))")
    let trainable = declared.filter(\.isTrainable)
    variables = trainable + declared.filter { !$0.isTrainable }
    trainableVariableCount = trainable.count
    var (nextTrainable, nextFixed) = (0, trainable.count)
    declaredIndices = declared.map { variable in
      defer { if variable.isTrainable { nextTrainable += 1 } else { nextFixed += 1 } }
      return variable.isTrainable ? nextTrainable : nextFixed
    }
    var ranges: [Range<Int>] = []
    var end = 0
    for variable in variables {
      ranges.append(end..<end + variable.shape.elementCount)
      end += variable.shape.elementCount
    }
    self.ranges = ranges
    weightCount = end
    trainableCount = trainable.reduce(0) { $0 + $1.shape.elementCount }
  }

  /// The trainable variables, in the order of the buffer.
  public var trainableVariables: ArraySlice<Variable> { variables.prefix(trainableVariableCount) }

  private static func repeated(_ names: [String]) -> String {
    Dictionary(grouping: names) { $0 }.filter { $1.count > 1 }.keys.sorted()
      .joined(separator: ", ")
  }

  /// The index in ``variables`` of the variable that was declared at a position.
  public func index(ofDeclared position: Int) -> Int {
    require(
      declaredIndices.indices ~= position,
      "a model with \(declaredIndices.count) variables has none at position \(position)")
    return declaredIndices[position]
  }

  /// The position of a variable in ``variables``.
  public func index(of variable: Variable) -> Int? {
    variables.firstIndex(of: variable)
  }

  /// Names and shapes in one line, equal for models whose weights are interchangeable.
  public var signature: String {
    variables.map { "\($0.name)\($0.shape)\($0.isTrainable ? "" : " fixed")" }
      .joined(separator: ", ")
  }
}
