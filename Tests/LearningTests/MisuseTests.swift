import Foundation
import Learning
import TensorCore
import TestSupport
import Testing

@Suite(
  "A model that is put together wrongly stops the program, with words", .blocking)
struct MisuseTests {
  @Test("A dropout layer names its rate")
  func rate() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Dropout(.nan)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a dropout rate lies in 0..<1, not at nan
        """), "\(words.text)")
  }

  @Test("A dense layer names its units")
  func units() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Dense(0)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a dense layer has at least one unit, not 0
        """), "\(words.text)")
  }

  @Test("A dense layer names the shape of its examples")
  func denseInput() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Sequential(input: [28, 28]) { Dense(10) }
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a dense layer takes vectors, not examples of shape [28, 28]
        """), "\(words.text)")
  }

  @Test("RMSprop names its learning rate")
  func learningRate() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = RMSprop(learningRate: Double.infinity)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        RMSprop's learning rate is finite, not inf
        """), "\(words.text)")
  }

  @Test("RMSprop names its rho")
  func rho() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = RMSprop(rho: 1)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        RMSprop's rho lies in 0..<1, not at 1.0
        """), "\(words.text)")
  }

  @Test("RMSprop names its epsilon")
  func epsilon() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = RMSprop(epsilon: 0)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        RMSprop's epsilon is positive and finite, not 0.0
        """), "\(words.text)")
  }

  @Test("A model names the shape of a batch that is not of its examples")
  func batch() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let model = Sequential(input: [3]) { Dense(2) }
      _ = model(.zeros([4, 5]), in: ForwardPass(weights: model.initialWeights(seed: 1)))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a model for examples of shape [3] takes a batch of them, not [4, 5]
        """), "\(words.text)")
  }

  @Test("A model names the weights of another")
  func weights() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let model = Sequential(input: [3]) { Dense(2) }
      let other = Sequential(input: [3]) { Dense(4) }
      _ = model(.zeros([1, 3]), in: ForwardPass(weights: other.initialWeights(seed: 1)))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a model with dense/kernel[3, 2], dense/bias[2] can't run with weights of dense/kernel[3, 4], dense/bias[4]
        """), "\(words.text)")
  }

  @Test("A layer names the variable that it has not declared")
  func undeclared() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let model = Sequential(input: [3]) {
        Greedy()
        Dense(2)
      }
      _ = model(.zeros([1, 3]), in: ForwardPass(weights: model.initialWeights(seed: 1)))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        the layer greedy declares 0 variables, none at position 0
        """), "\(words.text)")
  }

  @Test("A pass without a tape says so")
  func noTape() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let model = Sequential(input: [3]) { Dense(2) }
      let pass = ForwardPass(weights: model.initialWeights(seed: 1))
      _ = pass.gradients(of: model(.zeros([1, 3]), in: pass))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a forward pass without a tape has no gradients: give it a GradientTape
        """), "\(words.text)")
  }

  @Test("Gradients name the position they lack")
  func position() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let model = Sequential(input: [3]) { Dense(2) }
      let gradients = Gradients(layout: model.layout, values: .zeros([8]))
      _ = gradients[-1]
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        gradients of 2 trainable variables have none at -1
        """), "\(words.text)")
  }

  @Test("A metric names the count")
  func count() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      var mean = Mean("loss")
      mean.updateState(1, count: -2)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a value of the metric loss can't stand for -2 examples
        """), "\(words.text)")
  }
}

/// A layer that takes a variable it has not declared.
private struct Greedy: Layer {
  let defaultName = "greedy"
  func callAsFunction(_ input: Tensor, in scope: LayerScope) -> Tensor { scope.variable(0) }

  @Test("A layer is told that it has no such state, or of another shape, or no such counter")
  func state() async {
    var result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      OddState.run { _ = $0.state(0) }
    }
    #expect(
      LastWords(result).say("the variable of the layer odd_state at position 0 is no state"))
    result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      OddState.run { $0.state(1).assign(.zeros([3])) }
    }
    #expect(LastWords(result).say("the state odd_state/mean of shape [2] can't be [3]"))
    result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      OddState.run { $0.counter(1).add() }
    }
    #expect(
      LastWords(result).say("the layer odd_state declares 1 counters, none at position 1"))
  }

  @Test("A counter has no mean")
  func counter() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Counter(name: "batches", merge: .weightedMean)
    }
    #expect(
      LastWords(result).say("the counter batches is whole: its shards have a sum, and no mean"))
  }
}

/// A layer with a weight, a state and a counter, which does something else with each.
private struct OddState: Layer {
  let step: @Sendable (LayerScope) -> Void

  var defaultName: String { "odd_state" }

  func variables(forInput shape: Shape) -> [Variable] {
    [
      Variable(name: "kernel", shape: [2], initializer: .zeros),
      Variable(name: "mean", shape: [2], initializer: .zeros, role: .state(.sum)),
    ]
  }

  func counters(forInput shape: Shape) -> [Counter] { [Counter(name: "batches")] }

  func callAsFunction(_ input: Tensor, in scope: LayerScope) -> Tensor {
    step(scope)
    return input
  }

  static func run(_ step: @escaping @Sendable (LayerScope) -> Void) {
    let model = Sequential(input: [1]) { OddState(step: step) }
    let weights = model.initialWeights(seed: 1)
    _ = model(.zeros([1, 1]), in: ForwardPass(weights: weights, training: true))
  }
}
