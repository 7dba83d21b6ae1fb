import Learning
import TensorCore
import TestSupport
import Testing

@Suite("Clipped gradients", .computing)
struct ClippingTests {
  private static let declared = [
    Variable(name: "one/kernel", shape: [90, 101], initializer: .uniform(low: -1, high: 1)),
    Variable(name: "one/bias", shape: [33], initializer: .uniform(low: -1, high: 1)),
    Variable(name: "mean", shape: [4], initializer: .zeros, role: .state(.sum)),
    Variable(name: "two/kernel", shape: [300], initializer: .uniform(low: -1, high: 1)),
  ]

  /// Two groups, of which the first clips.
  private static func optimizers(_ clipping: GradientClipping) -> Optimizers {
    [SGD(for: .under("one"), learningRate: 1, clipping: clipping), SGD(for: .under("two"))]
  }

  private static let layout = optimizers(.value(1)).grouping(WeightLayout(declared))

  private static func contribution(seed: UInt64) -> Tensor {
    var values = Tensor.random([layout.contributionCount], seed: seed).values
    for index in values.indices where !isUsed(index) { values[index] = 0 }
    return Tensor(values)
  }

  private static func isUsed(_ index: Int) -> Bool {
    layout.ranges.contains { $0.contains(index) }
  }

  /// What the first group's gradients should have become, in Float64.
  private static func expected(_ gradient: [Float], _ clipping: GradientClipping) -> [Double] {
    func norm(_ range: Range<Int>) -> Double {
      gradient[range].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    let limit = Double(clipping.limit)
    var result = gradient.map(Double.init)
    let ranges = layout.indices(ofGroup: 0).map { layout.ranges[$0] }
    for range in ranges {
      let factor =
        switch clipping {
        case .value: 1.0
        case .norm: min(1, limit / norm(range))
        case .globalNorm: min(1, limit / norm(layout.groupRanges[0]))
        }
      for index in range {
        result[index] *= factor
        if case .value = clipping { result[index] = max(-limit, min(limit, result[index])) }
      }
    }
    return result
  }

  @Test(
    "are those of the definition, whatever the threads, and leave other groups and the state alone",
    arguments: [
      GradientClipping.value(0.3), .norm(2), .globalNorm(2), .value(1000), .norm(1000),
      .globalNorm(1000),
    ], [1, 2, 3, 8])
  func definition(clipping: GradientClipping, threads: Int) {
    let terms = [Self.contribution(seed: 1), Self.contribution(seed: 2)]
    func run(_ optimizers: Optimizers, _ team: ThreadTeam, _ sum: MutableTensor) -> (
      weights: [Float], state: OptimizerState
    ) {
      var state = OptimizerState(optimizers, for: Self.layout)
      var weights = Weights(initializing: Self.layout, seed: 1)
      let isFinite = state.apply(
        BlockwiseSum(of: terms, inOrder: [(0, 1)]), to: &weights, using: team, keepingSumIn: sum)
      #expect(isFinite)
      return (weights.values.values, state)
    }
    let sums = (0..<3).map { _ in MutableTensor(shape: Shape(count: Self.layout.contributionCount))
    }
    let clipped = run(Self.optimizers(clipping), ThreadTeam(threads: threads), sums[0])
    let alone = run(Self.optimizers(clipping), .serial, sums[1])
    #expect(clipped.weights == alone.weights && clipped.state.lastNorms == alone.state.lastNorms)
    let plain = run(
      [SGD(for: .under("one"), learningRate: 1), SGD(for: .under("two"))], .serial, sums[2])
    let gradient = zip(terms[0].values, terms[1].values).map(+)
    // What is kept is what was there before anything was clipped.
    #expect(sums[0].frozen.values == gradient && sums[2].frozen.values == gradient)
    let before = Weights(initializing: Self.layout, seed: 1).values.values
    let expected = Self.expected(gradient, clipping)
    for index in Self.layout.groupRanges[0] {
      #expect(
        abs(Double(clipped.weights[index]) - (Double(before[index]) - expected[index])) < 1e-6)
    }
    for index in Self.layout.groupRanges[0].upperBound..<Self.layout.count {
      #expect(clipped.weights[index] == plain.weights[index])
    }
    if clipping.limit == 1000 { #expect(clipped.weights == plain.weights, "nothing was too large") }
    if case .value = clipping {
      #expect(clipped.state.lastNorms == [nil, nil])
    } else {
      let squares = gradient[Self.layout.groupRanges[0]].reduce(0.0) {
        $0 + Double($1) * Double($1)
      }
      let norm = clipped.state.lastNorms[0] ?? .nan
      #expect(abs(norm / squares.squareRoot() - 1) < 1e-12)
    }
  }

  @Test(
    "that are not finite are found before a weight, a slot or a count has changed",
    arguments: [Float.nan, .infinity], [0, 9_100, 9_300, 9_729])
  func faults(fault: Float, index: Int) {
    for (optimizers, isCautious) in [
      (Self.optimizers(.value(1)), false), (Self.optimizers(.norm(1)), false),
      (Self.optimizers(.globalNorm(1)), false),
      ([RMSprop(for: .under("one")), Adam(for: .under("two"))], true),
    ] as [(Optimizers, Bool)] {
      #expect(Self.isUsed(index))
      var state = OptimizerState(optimizers, for: Self.layout)
      var weights = Weights(initializing: Self.layout, seed: 1)
      let before = weights.values.values
      let contribution = Self.contribution(seed: 1).replacing(index, with: fault)
      let isFinite = state.apply(
        BlockwiseSum(of: [contribution], inOrder: []), to: &weights, isCautious: isCautious,
        using: ThreadTeam(threads: 2))
      #expect(!isFinite && weights.values.values == before && state.stepCounts == [0, 0])
      #expect(state.snapshot.allSatisfy { $0.values.values.allSatisfy { $0 == 0 } })
      let good = state.apply(
        BlockwiseSum(of: [Self.contribution(seed: 1)], inOrder: []), to: &weights,
        isCautious: isCautious, using: .serial)
      #expect(good && state.stepCounts == [1, 1] && weights.values.values != before)
    }
  }

  @Test("are the same, cautious or not")
  func cautious() {
    let optimizers: Optimizers = [RMSprop(for: .under("one")), Adam(for: .under("two"))]
    func run(isCautious: Bool) -> [Float] {
      var state = OptimizerState(optimizers, for: Self.layout)
      var weights = Weights(initializing: Self.layout, seed: 1)
      for seed in 0..<3 {
        _ = state.apply(
          BlockwiseSum(
            of: [Self.contribution(seed: UInt64(seed)), Self.contribution(seed: UInt64(seed + 9))],
            inOrder: [(0, 1)]), to: &weights, isCautious: isCautious, using: .serial)
      }
      return weights.values.values
    }
    #expect(run(isCautious: true) == run(isCautious: false))
  }

  @Test("divided by their denominator are clipped after that, and none at all gives zeros")
  func denominators() {
    let terms = [Self.contribution(seed: 1), Self.contribution(seed: 2)]
    let form = GradientForm(groups: VariableGroups([0, 1]), divided: VariableGroups([0]))
    for clipping in [nil, GradientClipping.value(0.3)] {
      for divisor in [3.7, 0, -0.0] {
        var state = OptimizerState(
          [SGD(for: .under("one"), learningRate: 1, clipping: clipping), SGD(for: .under("two"))],
          for: Self.layout)
        var weights = Weights(initializing: Self.layout, seed: 1)
        let before = weights.values.values
        let sum = MutableTensor(shape: Shape(count: Self.layout.contributionCount))
        let isFinite = state.apply(
          BlockwiseSum(of: terms, inOrder: [(0, 1)]),
          LossTotals(form: form, denominators: [divisor]), to: &weights,
          using: ThreadTeam(threads: 2), keepingSumIn: sum)
        #expect(isFinite)
        let gradient = zip(terms[0].values, terms[1].values).map(+)
        let reduced = sum.frozen.values
        for index in Self.layout.groupRanges[0] {
          let quotient = divisor == 0 ? 0 : Float(Double(gradient[index]) / divisor)
          #expect(reduced[index].bitPattern == quotient.bitPattern)
          let clipped = clipping == nil ? quotient : max(-0.3, min(0.3, quotient))
          #expect(weights.values.values[index] == before[index] - clipped)
        }
        for index in Self.layout.groupRanges[1] { #expect(reduced[index] == gradient[index]) }
        for index in Self.layout.stateRange {
          #expect(weights.values.values[index] == before[index] + gradient[index])
        }
      }
    }
    var state = OptimizerState(Self.optimizers(.value(1)), for: Self.layout)
    var weights = Weights(initializing: Self.layout, seed: 1)
    for divisor in [Double.nan, .infinity] {
      let isFinite = state.apply(
        BlockwiseSum(of: terms, inOrder: [(0, 1)]),
        LossTotals(form: form, denominators: [divisor]), to: &weights, using: .serial)
      #expect(!isFinite && state.stepCounts == [0, 0])
    }
    // A quotient may be too large.
    var other = OptimizerState(
      [SGD(for: .under("one")), SGD(for: .under("two"))], for: Self.layout)
    let tooLarge = other.apply(
      BlockwiseSum(of: terms, inOrder: [(0, 1)]), LossTotals(form: form, denominators: [1e-300]),
      to: &weights, using: .serial)
    #expect(!tooLarge)
  }

  @Test("leave out of the decay what is excluded from it, by path or by name")
  func exclude() {
    let layout = WeightLayout(Self.declared)
    func run(_ optimizer: any Optimizer, threads: Int = 1) -> [Float] {
      var state = OptimizerState(optimizer, for: layout)
      var weights = Weights(initializing: layout, seed: 1)
      for seed in 0..<3 {
        let gradient = Tensor.random([layout.contributionCount], seed: UInt64(seed))
        _ = state.apply(
          BlockwiseSum(of: [gradient], inOrder: []), to: &weights,
          using: ThreadTeam(threads: threads))
      }
      return weights.values.values
    }
    let (decayed, plain) = (run(AdamW(weightDecay: 0.1)), run(Adam()))
    for (selection, excluded) in [
      (VariableSelection.named("bias"), [1]), (.under("two", "one/bias"), [1, 2]),
      (.named("beta"), []),
    ] {
      for threads in [1, 3] {
        let masked = run(AdamW(weightDecay: 0.1, exclude: selection), threads: threads)
        for index in 0..<3 {
          let range = layout.ranges[index]
          let expected = excluded.contains(index) ? plain : decayed
          #expect(masked[range] == expected[range])
        }
      }
    }
    #expect(decayed != plain)
  }
}

@Suite("Ten steps of an optimizer in Keras with clipped gradients", .computing)
struct ClippingAgreementTests {
  private static func optimizer(_ number: Int, _ clipping: GradientClipping?) -> any Optimizer {
    switch number {
    case 0: SGD(learningRate: 0.01, clipping: clipping)
    case 1: RMSprop(learningRate: 0.01, clipping: clipping)
    case 2: Adam(learningRate: 0.01, clipping: clipping)
    default: AdamW(learningRate: 0.01, clipping: clipping)
    }
  }

  @Test("has the same weights", arguments: ["clipvalue", "clipnorm", "global_clipnorm", "exclude"])
  func steps(kind: String) throws {
    let fixture = try KerasCases("clipping", in: "clipping")
    let cases = try #require(fixture.cases[kind])
    #expect(cases.count == 100)
    for example in cases {
      let limit = Float(example.setting("limit", default: 0))
      let number = Int(example.setting("optimizer", default: 0))
      let optimizer: any Optimizer =
        switch kind {
        case "clipvalue": Self.optimizer(number, .value(limit))
        case "clipnorm": Self.optimizer(number, .norm(limit))
        case "global_clipnorm": Self.optimizer(number, .globalNorm(limit))
        default: AdamW(learningRate: 0.01, weightDecay: limit, exclude: .named("bias"))
        }
      var numbers = CaseNumbers(case: example.number)
      let counts = [1 + numbers.below(6), 1 + numbers.below(6)]
      let scale = [1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3][numbers.below(7)]
      let layout = WeightLayout(
        zip(["kernel", "bias"], counts).map {
          Variable(name: $0, shape: Shape([$1]), initializer: .zeros)
        })
      let start = counts.flatMap { numbers.uniform($0, -1, 1) }
      var weights = Weights(layout: layout, values: Tensor(start))
      var state = OptimizerState(optimizer, for: layout)
      let expected = try #require(fixture.output("weights", of: example))
      for step in 0..<10 {
        let gradient = counts.flatMap { numbers.uniform($0, -scale, scale) }
        weights =
          state.applying(
            BlockwiseSum(of: [Tensor(gradient)], inOrder: []), to: weights, using: .serial
          ).weights
        let error = relativeError(
          weights.values.values, Array(expected[step * start.count..<(step + 1) * start.count]))
        #expect(error <= 1e-6, "case \(example.number), step \(step): \(example.settings)")
      }
    }
  }
}
