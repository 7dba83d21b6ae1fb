import Diagnostics
import TensorCore

/// Why weights can't follow others.
public struct FollowerFault: ActionableError, Hashable {
  /// What is wrong.
  public enum Code: Hashable, Sendable {
    /// The two selections have different numbers of variables.
    case counts(leaders: [String], followers: [String])
    /// Two variables that would pair up differ in name or shape.
    case pair(leader: String, leaderShape: Shape, follower: String, followerShape: Shape)
    /// A variable that would follow is trained, or is one of those followed.
    case trained(String)
    /// A variable would follow two others.
    case repeated(String)
    /// There is no stage of that name.
    case stage(String, stages: [String])
  }

  /// What is wrong.
  public let code: Code
  /// The name of the program.
  public let program: String

  /// Pairing variables.
  public var activity: String { "pairing the followers of \(program) with what they follow" }

  /// What is wrong, with the paths.
  public var problem: String {
    switch code {
    case .counts(let leaders, let followers):
      "\(followers.count) variables (\(Self.list(followers))) can't follow \(leaders.count) "
        + "(\(Self.list(leaders)))"
    case .pair(let leader, let leaderShape, let follower, let followerShape):
      "\(follower) of shape \(followerShape) can't follow \(leader) of shape \(leaderShape)"
    case .trained(let variable): "\(variable) can't follow, since an optimizer updates it"
    case .repeated(let variable): "\(variable) would follow two variables"
    case .stage(let name, let stages):
      "there is no stage \(name) to follow after, only \(stages.joined(separator: ", "))"
    }
  }

  /// What has to change.
  public var remedy: String {
    switch code {
    case .counts, .pair: "Build both models of the same layers in the same order."
    case .trained: "Make the layers that follow with isTrainable: false."
    case .repeated: "Let each variable follow one other."
    case .stage: "Name one of the program's stages."
    }
  }

  /// The program's.
  public var fault: Fault { .input }

  // Of many a few are as good as all.
  private static func list(_ names: [String]) -> String {
    let told = names.prefix(6).joined(separator: ", ")
    return names.isEmpty ? "none" : names.count > 6 ? "\(told) and so on" : told
  }
}
