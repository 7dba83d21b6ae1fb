import Learning
import Synchronization
import TensorCore
import TestSupport
import Testing

/// Three slots: what a user may write.
private struct Recorder: Optimizer {
  let learningRate: any LearningRateSchedule
  let slotNames = ["sum", "steps", "rates"]

  func update(_ block: borrowing UpdateBlock, at step: UpdateStep) {
    block.withSpans { weights, gradient, sum, steps, rates in
      for index in gradient.indices {
        sum[index] += gradient[index]
        steps[index] += Float(step.number)
        rates[index] += step.learningRate
        weights[index] = sum[index]
      }
    }
  }
}

/// The sign of a moving mean, one slot.
private struct SignOfMean: Optimizer {
  let learningRate: any LearningRateSchedule = 0.5
  let slotNames = ["mean"]

  func update(_ block: borrowing UpdateBlock, at step: UpdateStep) {
    block.withSpans { weights, gradient, mean in
      for index in gradient.indices {
        mean[index] = 0.5 * mean[index] + gradient[index]
        weights[index] -= mean[index] > 0 ? step.learningRate : -step.learningRate
      }
    }
  }
}

/// A schedule that counts how often it is asked.
private final class CountedSchedule: LearningRateSchedule {
  let asked = Mutex<[Int]>([])

  func learningRate(at step: Int) -> Double {
    asked.withLock { $0.append(step) }
    return Double(step + 1) / 4
  }
}

@Suite("An optimizer of one's own", .computing)
struct OwnOptimizerTests {
  private static let layout = WeightLayout([
    Variable(name: "a", shape: [90, 100], initializer: .ones)
  ])

  private static func run(_ optimizer: any Optimizer, steps: Int) -> OptimizerState {
    var state = OptimizerState(optimizer, for: layout)
    var weights = Weights(initializing: layout, seed: 1)
    let gradient = Tensor(repeating: 2, shape: [layout.trainableCount])
    for _ in 0..<steps {
      weights =
        state.applying(
          BlockwiseSum(of: [gradient], inOrder: []), to: weights, using: ThreadTeam(threads: 2)
        ).weights
    }
    return state
  }

  @Test("sees every element once a step, with its slots, the step's number and rate")
  func slots() {
    let schedule = CountedSchedule()
    let state = Self.run(Recorder(learningRate: schedule), steps: 3)
    #expect(state.stepCounts == [3])
    let slots = state.snapshot
    #expect(slots.map(\.name) == ["sum", "steps", "rates"])
    #expect(slots[0].values.values.allSatisfy { $0 == 6 })
    #expect(slots[1].values.values.allSatisfy { $0 == 1 + 2 + 3 })
    #expect(slots[2].values.values.allSatisfy { $0 == 0.25 + 0.5 + 0.75 })
    #expect(schedule.asked.withLock { $0 } == [0, 1, 2], "once an update, not once a block")
  }

  @Test("may have one slot, and moves weights without gradients unless it is known not to")
  func oneSlot() {
    let state = Self.run(SignOfMean(), steps: 2)
    #expect(state.snapshot[0].values.values.allSatisfy { $0 == 3 })
    #expect(!SignOfMean().keepsWeightsWithoutGradient)
  }

  @Test("of those that are ready keep weights without gradients that take nothing from them")
  func keeping() {
    let keeping: [any Optimizer] = [RMSprop(), RMSprop(centered: true), SGD()]
    #expect(keeping.allSatisfy { $0.keepsWeightsWithoutGradient })
    let moving: [any Optimizer] = [
      RMSprop(momentum: 0.1), SGD(momentum: 0.1), Adam(), AdamW(),
    ]
    #expect(!moving.contains { $0.keepsWeightsWithoutGradient })
    let layout = Self.layout
    for optimizer in keeping {
      var state = OptimizerState(optimizer, for: layout)
      let weights = Weights(layout: layout, values: .random([9_000], seed: 1))
      for gradient in [Tensor.random([9_000], seed: 2), .zeros([9_000])] {
        let updated = state.applying(
          BlockwiseSum(of: [gradient], inOrder: []), to: weights, using: .serial)
        #expect(
          updated.weights.values.isIdentical(to: weights.values) == (gradient.values[0] == 0))
      }
    }
  }
}
