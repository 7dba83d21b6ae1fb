import Learning
import TensorCore

/// What of the weights follows what, by the elements of the flat buffer.
struct FollowerPlan: Sendable {
  /// Neighbouring elements that follow others.
  private struct Cell: Sendable {
    let leader: Int
    let follower: Int
    let count: Int
  }

  private struct Entry: Sendable {
    let rest: Float
    let interval: Int
    // The position of the stage in the step.
    let stage: Int
    let cells: [Cell]
    let ranges: [Range<Int>]
  }

  // So that threads have something to share out.
  private static let cellLength = 4096

  private let entries: [Entry]

  /// Pairs the variables.
  ///
  /// - Throws: ``FollowerFault`` that names the first that do not fit.
  init(
    _ followers: [Follower], in layout: WeightLayout, stages: [Stage], of program: String
  ) throws(FollowerFault) {
    var taken: Set<Int> = []
    var entries: [Entry] = []
    for follower in followers {
      let pairs = try Self.pairs(of: follower, in: layout, program)
      for pair in pairs where !taken.insert(pair.follower).inserted {
        throw FollowerFault(
          code: .repeated(layout.variables[pair.follower].name), program: program)
      }
      let stage = follower.stage.map { stages.lastIndex(of: $0) } ?? stages.count - 1
      guard let stage else {
        throw FollowerFault(
          code: .stage(follower.stage?.name ?? "", stages: stages.map(\.name)), program: program)
      }
      entries.append(
        Entry(
          rest: 1 - follower.momentum, interval: follower.interval, stage: stage,
          cells: pairs.flatMap { Self.cells(layout.ranges[$0.leader], layout.ranges[$0.follower]) },
          ranges: pairs.map { layout.ranges[$0.follower] }))
    }
    self.entries = entries
  }

  /// Positions in the layout of variables and of what they follow.
  private static func pairs(
    of follower: Follower, in layout: WeightLayout, _ program: String
  ) throws(FollowerFault) -> [(leader: Int, follower: Int)] {
    let declared = layout.variables.indices.map { layout.index(ofDeclared: $0) }
    let leaders = declared.filter { follower.leaders.contains(layout.variables[$0].name) }
    let followers = declared.filter { follower.followers.contains(layout.variables[$0].name) }
    guard leaders.count == followers.count, !leaders.isEmpty else {
      throw FollowerFault(
        code: .counts(
          leaders: leaders.map { layout.variables[$0].name },
          followers: followers.map { layout.variables[$0].name }), program: program)
    }
    for (leader, follower) in zip(leaders, followers) {
      let (one, other) = (layout.variables[leader], layout.variables[follower])
      if other.isTrainable {
        throw FollowerFault(code: .trained(other.name), program: program)
      }
      if one.shape != other.shape || lastName(of: one) != lastName(of: other) {
        throw FollowerFault(
          code: .pair(
            leader: one.name, leaderShape: one.shape, follower: other.name,
            followerShape: other.shape), program: program)
      }
    }
    return zip(leaders, followers).filter { leader, _ in
      follower.includesState || !layout.variables[leader].role.isState
    }.map { (leader: $0, follower: $1) }
  }

  private static func lastName(of variable: Variable) -> Substring {
    variable.name[(variable.name.lastIndex(of: "/") ?? variable.name.startIndex)...]
      .drop { $0 == "/" }
  }

  private static func cells(_ leader: Range<Int>, _ follower: Range<Int>) -> [Cell] {
    stride(from: 0, to: leader.count, by: cellLength).map {
      Cell(
        leader: leader.lowerBound + $0, follower: follower.lowerBound + $0,
        count: min(cellLength, leader.count - $0))
    }
  }

  /// Whether nothing follows anything.
  var isEmpty: Bool { entries.isEmpty }

  /// The elements that change after a stage.
  ///
  /// - Parameters:
  ///   - stage: The position of the stage in the step.
  ///   - step: The number of the step in the training, from 1.
  func ranges(after stage: Int, ofStep step: Int) -> [Range<Int>] {
    due(stage, step).flatMap(\.ranges)
  }

  /// Lets follow what does so after a stage, one declaration after the other.
  func apply(to weights: MutableTensor, after stage: Int, ofStep step: Int, using team: ThreadTeam)
  {
    for entry in due(stage, step) { Self.follow(entry.cells, entry.rest, in: weights, team) }
  }

  /// Makes all followers copies of what they follow.
  func copyAll(in weights: MutableTensor) {
    for entry in entries { Self.follow(entry.cells, 1, in: weights, .serial) }
  }

  private func due(_ stage: Int, _ step: Int) -> [Entry] {
    entries.filter { $0.stage == stage && step.isMultiple(of: $0.interval) }
  }

  private static func follow(
    _ cells: [Cell], _ rest: Float, in weights: MutableTensor, _ team: ThreadTeam
  ) {
    team.forEachSlice(of: cells.count, grain: 4) { slice in
      weights.withElements { weights in
        for cell in cells[slice] {
          VectorLoops.follow(
            UnsafeBufferPointer(rebasing: weights[cell.leader..<cell.leader + cell.count]),
            by: UnsafeMutableBufferPointer(
              rebasing: weights[cell.follower..<cell.follower + cell.count]), rest: rest)
        }
      }
    }
  }
}
