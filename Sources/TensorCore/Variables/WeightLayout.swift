import Diagnostics

/// Where each variable of a model lies in the flat buffer of its weights: the trainable ones first, group
/// after group, then the state, then what is frozen, each region in the order of declaration.
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
  /// The elements up to the last trainable weight, with what lies between the groups: those of a vector of
  /// gradients.
  public let trainableCount: Int
  /// The elements of each group, at least one; those of a group without variables are none.
  public let groupRanges: [Range<Int>]
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
    let trainable = declared.indices.filter { declared[$0].role == .trainable }
    for index in trainable {
      require(
        0..<VariableGroups.limit ~= declared[index].group,
        """
        the group of \(declared[index].name) lies in 0..<\(VariableGroups.limit), not at \
        \(declared[index].group)
        """)
    }
    let groupCount = 1 + (trainable.map { declared[$0].group }.max() ?? 0)
    let groups = (0..<groupCount).map { group in trainable.filter { declared[$0].group == group } }
    let state = declared.indices.filter { declared[$0].role.isState }
    let frozen = declared.indices.filter { declared[$0].role == .frozen }
    var (variables, ranges, bounds): ([Variable], [Range<Int>], [Range<Int>]) = ([], [], [])
    var indices = [Int](repeating: 0, count: declared.count)
    var end = 0
    for region in groups + [state, frozen] {
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
    (trainableVariableCount, stateVariableCount) = (trainable.count, state.count)
    count = end
    weightCount = bounds.reduce(0) { $0 + $1.count }
    groupRanges = Array(bounds.prefix(groupCount))
    (trainableCount, stateRange) = (bounds[groupCount - 1].upperBound, bounds[groupCount])
  }

  /// The same variables, the trainable ones in other groups.
  ///
  /// - Parameter group: The group of a variable, from 0.
  public func grouped(by group: (Variable) -> Int) -> WeightLayout {
    WeightLayout(
      declared.map { $0.isTrainable ? $0.inGroup(group($0)) : $0 }, counters: counters)
  }

  /// The variables in the order of declaration.
  private var declared: [Variable] { declaredIndices.map { variables[$0] } }

  /// Whether a layout is of the same variables, in whatever groups.
  package func hasVariables(of other: WeightLayout) -> Bool {
    declaredIndices.count == other.declaredIndices.count && counters == other.counters
      && zip(declaredIndices, other.declaredIndices).allSatisfy {
        let (one, two) = (variables[$0], other.variables[$1])
        return one.name == two.name && one.shape == two.shape && one.role == two.role
      }
  }

  /// Where a region may begin that follows an element.
  package static func aligned(_ element: Int) -> Int {
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

  /// The positions in ``variables`` of the trainable ones, then of all others, both in the order of
  /// declaration: the order of digests, which tells neither groups nor state from what is frozen.
  public var indicesByTrainability: [Int] {
    declaredIndices.filter { $0 < trainableVariableCount }
      + declaredIndices.filter { $0 >= trainableVariableCount }
  }

  /// The positions in ``variables`` of those of a group.
  public func indices(ofGroup group: Int) -> Range<Int> {
    require(
      groupRanges.indices ~= group, "there is no group \(group) among \(groupRanges.count)")
    let first = variables[..<trainableVariableCount].firstIndex { $0.group == group }
    let end = variables[..<trainableVariableCount].lastIndex { $0.group == group }
    guard let first, let end else { return 0..<0 }
    return first..<end + 1
  }

  /// All groups.
  public var groups: VariableGroups { VariableGroups(first: groupRanges.count) }

  /// The position of a variable in ``variables``.
  public func index(of variable: Variable) -> Int? {
    variables.firstIndex(of: variable)
  }

  /// Names, shapes and roles in one line, equal for models whose weights are interchangeable.
  public var signature: String {
    (variables.map { variable in
      let group = variable.isTrainable && variable.group > 0 ? " in group \(variable.group)" : ""
      return "\(variable.name)\(variable.shape)\(variable.role.suffix)\(group)"
    }
      + counters.map { "\($0.name) counted by \($0.merge.rawValue)" })
      .joined(separator: ", ")
  }
}
