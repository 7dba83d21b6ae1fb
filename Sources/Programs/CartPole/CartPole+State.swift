import TensorCore

extension CartPole {
  /// Where cart and pole are, and how fast they move.
  public struct State: Sendable, Hashable {
    /// Of the cart, in metres from the middle of the track.
    public var position: Double
    /// Of the cart, in metres a second.
    public var velocity: Double
    /// Of the pole, in radians from upright.
    public var angle: Double
    /// Of the pole, in radians a second.
    public var angularVelocity: Double

    /// A state; upright and at rest in the middle by default.
    public init(
      position: Double = 0, velocity: Double = 0, angle: Double = 0, angularVelocity: Double = 0
    ) {
      self.position = position
      self.velocity = velocity
      self.angle = angle
      self.angularVelocity = angularVelocity
    }

    static let farthestPosition = 2.4
    /// 12°.
    static let largestAngle = 12 * 2 * Double.pi / 360

    private static let gravity = 9.8
    private static let poleMass = 0.1
    private static let totalMass = 1.1
    /// Half of the pole's.
    private static let length = 0.5
    private static let duration = 0.02

    /// A step of Euler's method: everything moves on as it moved before.
    mutating func advance(withForce force: Double) {
      let (sine, cosine) = (PortableMath.sine(angle), PortableMath.cosine(angle))
      let moment = Self.poleMass * Self.length
      let push = (force + moment * (angularVelocity * angularVelocity) * sine) / Self.totalMass
      let inertia =
        Self.length * (4.0 / 3.0 - Self.poleMass * (cosine * cosine) / Self.totalMass)
      let angularAcceleration = (Self.gravity * sine - cosine * push) / inertia
      let acceleration = push - moment * angularAcceleration * cosine / Self.totalMass
      position += Self.duration * velocity
      velocity += Self.duration * acceleration
      angle += Self.duration * angularVelocity
      angularVelocity += Self.duration * angularAcceleration
    }
  }
}
