import Diagnostics
import Learning

/// Weights that follow others instead of being trained: target networks, momentum encoders, averages.
///
///     var followers: [Follower] {
///       Follower(of: .under("encoder"), by: .under("target"), momentum: 0.99)
///     }
///
/// The variables of the two selections pair up in the order of declaration: as many, of the same shapes and
/// last names. Followers begin as copies of what they follow, and their own layers are made with
/// `isTrainable: false`. After an update each becomes
///
///     follower + (1 − momentum) · (leader − follower)
///
/// Counters do not follow.
public struct Follower: Sendable, Hashable {
  /// The variables that are followed.
  public let leaders: VariableSelection
  /// The variables that follow.
  public let followers: VariableSelection
  /// What a follower keeps of itself; 0 for a copy.
  public let momentum: Float
  /// After how many steps it follows, once.
  public let interval: Int
  /// The stage after which it follows, the last one of that name; nil for the last of the step.
  public let stage: Stage?
  /// Whether the state of layers, such as moving means, is followed as well.
  public let includesState: Bool

  /// Declares what follows what.
  ///
  /// - Parameters:
  ///   - leaders: The variables that are followed.
  ///   - followers: The variables that follow.
  ///   - momentum: What a follower keeps of itself, in 0...1; 0 for a copy.
  ///   - interval: After how many steps it follows; after each by default.
  ///   - stage: The stage after which it follows; the last of the step by default.
  ///   - includesState: Whether the state of layers is followed as well; no by default.
  public init(
    of leaders: VariableSelection, by followers: VariableSelection, momentum: Float,
    every interval: Int = 1, after stage: Stage? = nil, includingState includesState: Bool = false
  ) {
    require(
      momentum >= 0 && momentum <= 1, "a follower's momentum lies in 0...1, not at \(momentum)")
    require(interval >= 1, "a follower follows every step or every few, not every \(interval)")
    self.leaders = leaders
    self.followers = followers
    self.momentum = momentum
    self.interval = interval
    self.stage = stage
    self.includesState = includesState
  }
}
