import TensorCore

/// A pole on a cart, which pushes from the left and from the right have to keep upright: an episode of the
/// world as it stands after some pushes.
///
/// The cart moves without friction along a track. Each push of 10 newtons lasts 0.02 s and earns a reward
/// of 1, the last one too. The pole has fallen when it leans by more than 12° or the cart is further than
/// 2.4 m from the middle; after 500 pushes the episode ends, and has not failed. A policy that earns a mean
/// of 475 over 100 episodes has solved it.
///
/// Numbers are Float64, and sine and cosine are the project's own, so that an episode is the same on
/// every machine. What a policy sees of it is Float32.
///
/// Source: Barto, Sutton, Anderson, "Neuronlike Adaptive Elements That Can Solve Difficult Learning
/// Control Problems", 1983; constants, thresholds and Euler's method as documented for Gymnasium's
/// `CartPole-v1`.
public struct CartPole: Sendable, Hashable {
  /// So many pushes end an episode, fallen or not.
  public static let maximumSteps = 500
  /// How many numbers an observation has.
  public static let observationCount = 4

  /// Where cart and pole are, and how fast they move.
  public private(set) var state: State
  /// How many pushes there have been.
  public private(set) var stepCount = 0

  /// An episode that begins in a given state.
  public init(_ state: State) {
    self.state = state
  }

  /// Episodes that each begin in a state of their own, of numbers uniform within ±0.05.
  ///
  /// The start of an episode depends on the stream and its address alone: an episode is an example, with its
  /// index in the global batch.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - stream: Whose bits decide.
  ///   - address: Where in the training the first episode stands.
  public static func episodes(
    _ count: Int, from stream: RandomStream, at address: StepAddress
  ) -> [CartPole] {
    let numbers = randomUniform(
      shape: Shape(rows: count, columns: 4), in: -0.05..<0.05, from: stream, at: address
    ).values.map { Double($0) }
    return (0..<count).map { index in
      CartPole(
        State(
          position: numbers[4 * index], velocity: numbers[4 * index + 1],
          angle: numbers[4 * index + 2], angularVelocity: numbers[4 * index + 3]))
    }
  }

  /// Whether the pole leans too far or the cart has left the track.
  public var hasFallen: Bool {
    abs(state.position) > State.farthestPosition || abs(state.angle) > State.largestAngle
  }

  /// Whether there are no more pushes.
  public var isOver: Bool { hasFallen || stepCount >= Self.maximumSteps }

  /// What a policy sees: position, velocity, angle, angular velocity.
  public var observation: [Float] {
    [
      Float(state.position), Float(state.velocity), Float(state.angle),
      Float(state.angularVelocity),
    ]
  }

  /// Pushes the cart for 0.02 s.
  ///
  /// - Returns: The reward, 1; 0 once the episode is over, when nothing moves any more.
  @discardableResult
  public mutating func push(_ direction: Push) -> Float {
    if isOver { return 0 }
    state.advance(withForce: direction == .right ? 10 : -10)
    stepCount += 1
    return 1
  }

  /// Which way the cart is pushed.
  public enum Push: Int, Sendable, CaseIterable {
    /// Against the axis of positions.
    case left = 0
    /// Along it.
    case right = 1
  }
}
