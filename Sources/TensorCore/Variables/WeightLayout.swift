import Diagnostics

/// Where each variable of a model lies in the flat buffer of its weights: the trainable ones first, then
/// the state, then what is frozen, each region in the order of declaration.
///
/// A region begins at a multiple of ``alignment`` elements. What is left between two is zero, and no
/// weight. A contribution, which is what a shard makes of a step, is laid out the same: gradients where the
/// trainable weights are, and changes where the state is.
public struct WeightLayout: Sendable, Hashable {
  /// Where a region may begin: at a multiple of so many elements, 256.
  public static let alignment = 256

  /// The variables in the order of the buffer.
  public let variables: [Variable]
  /// The elements of each variable, in the same order.
  public let ranges: [Range<Int>]
  /// How many of ``variables`` are trainable; they come first.
  public let trainableVariableCount: Int
  /// How many of ``variables`` are state; they follow the trainable ones.
  public let stateVariableCount: Int
  /// The elements of the buffer, with what lies between the regions.
  public let count: Int
  /// The number of all weights.
  public let weightCount: Int
  /// The number of trainable weights; they are the first elements of the buffer.
  public let trainableCount: Int
  /// The elements that are state.
  public let stateRange: Range<Int>
  /// The counters, in the order of declaration.
  public let counters: [Counter]
  private let declaredIndices: [Int]

  /// Lays out the variables of a model, whose names have to differ, also from those of its counters.
  public init(_ declared: [Variable], counters: [Counter] = []) {
    let names = declared.map(\.name) + counters.map(\.name)
    require(
      Set(names).count == names.count, "several variables are named \(Self.repeated(names))")
    let regions = [
      declared.indices.filter { declared[$0].role == .trainable },
      declared.indices.filter { if case .state = declared[$0].role { true } else { false } },
      declared.indices.filter { declared[$0].role == .frozen },
    ]
    var (variables, ranges, bounds): ([Variable], [Range<Int>], [Range<Int>]) = ([], [], [])
    var indices = [Int](repeating: 0, count: declared.count)
    var end = 0
    for region in regions {
      if !region.isEmpty { end = Self.aligned(end) }
      let start = end
      for index in region {
        indices[index] = variables.count
        variables.append(declared[index])
        ranges.append(end..<end + declared[index].shape.elementCount)
        end += declared[index].shape.elementCount
      }
      bounds.append(start..<end)
    }
    (self.variables, self.ranges, declaredIndices) = (variables, ranges, indices)
    self.counters = counters
    (trainableVariableCount, stateVariableCount) = (regions[0].count, regions[1].count)
    count = end
    weightCount = bounds.reduce(0) { $0 + $1.count }
    (trainableCount, stateRange) = (bounds[0].count, bounds[1])
  }

  private static func aligned(_ element: Int) -> Int {
    (element + alignment - 1) / alignment * alignment
  }

  /// The elements of a contribution: all of the buffer that training changes.
  public var contributionCount: Int {
    stateVariableCount == 0 ? trainableCount : stateRange.upperBound
  }

  /// The trainable variables, in the order of the buffer.
  public var trainableVariables: ArraySlice<Variable> { variables.prefix(trainableVariableCount) }

  /// The positions in ``variables`` of those that are state.
  public var stateIndices: Range<Int> {
    trainableVariableCount..<trainableVariableCount + stateVariableCount
  }

  /// Whether there is anything that layers assign or count.
  public var hasState: Bool { stateVariableCount > 0 || !counters.isEmpty }

  /// The elements between the regions, which are no weights.
  var gaps: [Range<Int>] {
    zip([0] + ranges.map(\.upperBound), ranges.map(\.lowerBound))
      .filter { $0 < $1 }.map { $0..<$1 }
  }

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

  /// The positions in ``variables`` of the trainable ones, then of all others in the order of declaration:
  /// the order of digests, which does not tell state from what is frozen.
  public var indicesByTrainability: [Int] {
    Array(0..<trainableVariableCount) + declaredIndices.filter { $0 >= trainableVariableCount }
  }

  /// The position of a variable in ``variables``.
  public func index(of variable: Variable) -> Int? {
    variables.firstIndex(of: variable)
  }

  /// Names, shapes and roles in one line, equal for models whose weights are interchangeable.
  public var signature: String {
    (variables.map { "\($0.name)\($0.shape)\($0.role.suffix)" }
      + counters.map { "\($0.name) counted by \($0.merge.rawValue)" })
      .joined(separator: ", ")
  }
}
