import Foundation
import Programs
import TensorCore
import TestSupport
import Testing

@Suite("The pole on the cart", .computing)
struct CartPoleTests {
  /// Episodes of Gymnasium, written by `Fixtures/make_cartpole.py`.
  private struct Fixture: Decodable {
    struct Episode: Decodable {
      let pushes: String
      let states: [[Double]]
      let observation: [Double]
      let rewards: Double
      let terminated: Bool
      let truncated: Bool

      var directions: [CartPole.Push] { pushes.map { $0 == "1" ? .right : .left } }
    }

    let episodes: [Episode]

    static func read() throws -> [Episode] {
      let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/cartpole.json")
      return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file)).episodes
    }
  }

  private static func state(_ numbers: [Double]) -> CartPole.State {
    CartPole.State(
      position: numbers[0], velocity: numbers[1], angle: numbers[2], angularVelocity: numbers[3])
  }

  private static func numbers(_ state: CartPole.State) -> [Double] {
    [state.position, state.velocity, state.angle, state.angularVelocity]
  }

  @Test("moves as in Gymnasium, push by push")
  func trajectories() throws {
    let episodes = try Fixture.read()
    #expect(episodes.count == 12)
    for episode in episodes {
      let directions = episode.directions
      for (segment, start) in episode.states.dropLast().enumerated() {
        // From every fifth state anew: what stands upside down makes more and more of any difference.
        var world = CartPole(Self.state(start))
        for step in segment * 5..<min(segment * 5 + 5, directions.count) {
          #expect(!world.isOver)
          #expect(world.push(directions[step]) == 1)
        }
        for (found, wanted) in zip(Self.numbers(world.state), episode.states[segment + 1]) {
          #expect(abs(found - wanted) < 1e-13)
        }
      }
    }
  }

  @Test("ends as in Gymnasium, with as many rewards")
  func endings() throws {
    for episode in try Fixture.read() where episode.terminated {
      var world = CartPole(Self.state(episode.states[0]))
      var rewards: Float = 0
      for direction in episode.directions {
        #expect(!world.isOver)
        rewards += world.push(direction)
      }
      #expect(world.hasFallen && world.isOver && world.stepCount == episode.pushes.count)
      #expect(Double(rewards) == episode.rewards)
      for (found, wanted) in zip(world.observation, episode.observation) {
        #expect(abs(Double(found) - wanted) < 1e-6)
      }
      let last = world
      #expect(world.push(.left) == 0 && world == last)
    }
  }

  @Test("is over after 500 pushes, and has not fallen, where a rule keeps it upright")
  func truncation() throws {
    for episode in try Fixture.read() where episode.truncated {
      var world = CartPole(Self.state(episode.states[0]))
      var rewards: Float = 0
      while !world.isOver {
        let seen = world.observation.map { Double($0) }
        let lean = seen[2] + 0.5 * seen[3] + 0.02 * seen[0] + 0.05 * seen[1]
        rewards += world.push(lean > 0 ? .right : .left)
      }
      #expect(!world.hasFallen && world.stepCount == 500 && rewards == 500)
    }
  }

  @Test("falls beyond 12° and 2.4 m, to either side")
  func thresholds() {
    for sign in [1.0, -1] {
      #expect(!CartPole(.init(position: 2.4 * sign)).hasFallen)
      #expect(CartPole(.init(position: 2.400_000_1 * sign)).hasFallen)
      #expect(!CartPole(.init(angle: 0.209_439_5 * sign)).hasFallen)
      #expect(CartPole(.init(angle: 0.209_439_6 * sign)).hasFallen)
    }
  }

  @Test("begins at its own address, however episodes are cut into shards")
  func starts() {
    let stream = RandomStream(seed: 1, path: "cartpole")
    let all = CartPole.episodes(12, from: stream, at: StepAddress(step: 3))
    let cut = [0..<5, 5..<5, 5..<12].flatMap { rows in
      CartPole.episodes(
        rows.count, from: stream, at: StepAddress(step: 3, firstExample: rows.lowerBound))
    }
    #expect(all == cut && Set(all).count == 12)
    #expect(all.allSatisfy { Self.numbers($0.state).allSatisfy { abs($0) <= 0.05 } })
    let others = [StepAddress(step: 4), StepAddress(step: 3, phase: 1), StepAddress(epoch: 1)]
    for other in others {
      #expect(CartPole.episodes(12, from: stream, at: other) != all)
    }
    // The starts spread over all of ±0.05.
    let many = CartPole.episodes(2_000, from: stream, at: StepAddress())
    for place in 0..<4 {
      let values = many.map { Self.numbers($0.state)[place] }
      #expect(abs(values.reduce(0, +) / 2_000) < 0.004)
      #expect((values.max() ?? 0) > 0.0495 && (values.min() ?? 0) < -0.0495)
    }
  }
}
