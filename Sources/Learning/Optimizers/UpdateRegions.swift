import TensorCore

/// The parts of a contribution that an update treats alike, from left to right. What lies between them is
/// zero, and no weight.
struct UpdateRegions: Sendable {
  /// What is done with the elements of a region.
  enum Kind: Hashable, Sendable {
    /// They are gradients, for the optimizer of a group; of one variable, where variables are treated
    /// differently.
    case gradients(group: Int, variable: Int?, decays: Bool)
    /// They are changes, to be added.
    case state
  }

  /// Neighbouring elements that are treated alike.
  struct Region: Hashable, Sendable {
    let elements: Range<Int>
    let kind: Kind
  }

  private let regions: [Region]
  /// Where regions begin and end, within the contribution.
  let cuts: [Int]

  /// - Parameters:
  ///   - layout: Where groups and variables lie.
  ///   - optimizers: Those of the groups, which may tell variables apart.
  init(of layout: WeightLayout, for optimizers: [any Optimizer]) {
    var regions: [Region] = []
    for (group, (elements, optimizer)) in zip(layout.groupRanges, optimizers).enumerated() {
      let exempt = optimizer.exemptFromDecay
      var tellsVariables = exempt != nil
      if case .norm = optimizer.clipping { tellsVariables = true }
      guard tellsVariables else {
        regions.append(
          Region(
            elements: elements, kind: .gradients(group: group, variable: nil, decays: true)))
        continue
      }
      for index in layout.indices(ofGroup: group) {
        let decays = exempt?.contains(layout.variables[index].name) != true
        regions.append(
          Region(
            elements: layout.ranges[index],
            kind: .gradients(group: group, variable: index, decays: decays)))
      }
    }
    regions.append(Region(elements: layout.stateRange, kind: .state))
    regions.removeAll(where: \.elements.isEmpty)
    self.regions = regions
    let ends = regions.flatMap { [$0.elements.lowerBound, $0.elements.upperBound] }
    cuts = Set(ends).filter { 0 < $0 && $0 < layout.contributionCount }.sorted()
  }

  /// The region that an element is in, found by bisection; nil if it lies between two.
  func region(at element: Int) -> Region? {
    var (low, high) = (0, regions.count)
    while low < high {
      let middle = (low + high) / 2
      if regions[middle].elements.upperBound <= element { low = middle + 1 } else { high = middle }
    }
    return low < regions.count && regions[low].elements.lowerBound <= element
      ? regions[low] : nil
  }
}
