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

  @Test("A dense layer names its path and the shape of what it is given")
  func denseInput() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Sequential { Dense(10) }.summary(input: [28, 28])
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        the dense layer sequential/dense takes vectors, [rows, in], not [2, 28, 28]: put a Flatten before it, in the layer sequential/dense
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
      let layers = LayerTree(of: model, input: [3])
      let step = Step(of: layers, weights: layers.initialWeights(seed: 1))
      _ = model(.zeros([4, 5]), training: false, in: step)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a model for examples of shape [3] takes a batch of them, not [4, 5]
        """), "\(words.text)")
  }

  @Test("Layers name the weights of others")
  func weights() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let layers = LayerTree(of: Sequential { Dense(2) }, input: [3])
      let others = LayerTree(of: Sequential { Dense(4) }, input: [3])
      _ = Step(of: layers, weights: others.initialWeights(seed: 1))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        layers with dense/kernel[3, 2], dense/bias[2] can't run with weights of dense/kernel[3, 4], dense/bias[4]
        """), "\(words.text)")
  }

  @Test("A layer names the weight that it has not declared")
  func undeclared() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let model = Changing()
      let layers = LayerTree(of: model, input: [3])
      _ = model(
        .zeros([1, 3]), training: false,
        in: Step(of: layers, weights: layers.initialWeights(seed: 1)))
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        the layer changing asks for the weight later that it has not declared: it has kernel
        """), "\(words.text)")
  }

  @Test("A model that is made anew at each call is told")
  func noTape() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let layers = LayerTree(of: Sequential { Dense(2) }, input: [3])
      let step = Step(of: layers, weights: layers.initialWeights(seed: 1))
      _ = Sequential { Dense(2) }(.zeros([1, 3]), training: false, in: step)
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        a layer of type Sequential is called for the first time after the layers have been declared: a model is made once and kept (let model = …, not var model: … { … }), and each of its layers is called there by the train step or the test step from the beginning
        """), "\(words.text)")
  }

  @Test("A weight that the loss does not depend on is named by its path")
  func noGradient() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let used = Dense(2, named: "used")
      let unused = Dense(2, named: "unused")
      _ = LayerTree.declaring { step in
        let tape = step.tape()
        _ = unused(.zeros([2, 3]), training: true, on: tape)
        _ = tape.gradients(of: used(.zeros([2, 3]), training: true, on: tape))
      }
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        unused/kernel[3, 2] has no gradient: the target of shape [2, 2] does not depend on it. If that is meant, ask for unconnected: .zero
        """), "\(words.text)")
  }

  @Test("Two layers of one name are told")
  func twoNames() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Sequential {
        Dense(2, named: "twin")
        Dense(2, named: "twin")
      }.summary(input: [3])
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        two layers of one model are both named twin: give them different names, in the layer sequential
        """), "\(words.text)")
  }

  @Test("An operator that fails says in which layer")
  func operatorPlace() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      _ = Sequential { Broken() }.summary(input: [3])
    }
    let words = LastWords(result)
    #expect(
      words.say(
        """
        matrixProduct takes shapes [m, k] and [k, n], not [2, 3] and [7, 7], in the layer sequential/broken
        """), "\(words.text)")
  }

  @Test("Gradients name the position they lack")
  func position() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      let layers = LayerTree(of: Sequential { Dense(2) }, input: [3])
      _ = Gradients(layout: layers.layout, values: .zeros([8]))[-1]
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

  @Test("A layer is told that a state has another shape, and a weight")
  func state() async {
    var result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      OddState.run { $0.state("mean", [2], merge: .sum).assign(.zeros([3])) }
    }
    #expect(
      LastWords(result).say(
        "the state of a layer of shape [2] can't be [3], in the layer odd_state"))
    result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      OddState.run {
        _ = $0.weight("kernel", [2])
        _ = $0.weight("kernel", [3])
      }
    }
    #expect(
      LastWords(result).say(
        """
        the layer odd_state has declared kernel of shape [2], and asks for it in [3]: \
        the shape of a weight follows from that of one example, in the layer odd_state
        """))
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

/// A layer that asks for another weight in inference, of fewer examples.
private final class Changing: Layer {
  func call(_ input: Tensor, in scope: LayerScope) -> Tensor {
    let name = input.shape[0] == 1 ? "later" : "kernel"
    return input * scope.weight(name, Shape(count: input.shape[1]))
  }
}

/// A layer that multiplies what does not fit.
private final class Broken: Layer {
  func call(_ input: Tensor, in scope: LayerScope) -> Tensor {
    matrixProduct(input, scope.weight("kernel", [7, 7]))
  }
}

/// A layer that does something else with its scope.
private final class OddState: Layer {
  let step: @Sendable (LayerScope) -> Void

  init(step: @escaping @Sendable (LayerScope) -> Void) {
    self.step = step
  }

  func call(_ input: Tensor, in scope: LayerScope) -> Tensor {
    step(scope)
    return input
  }

  static func run(_ step: @escaping @Sendable (LayerScope) -> Void) {
    _ = LayerTree(of: OddState(step: step), input: [1])
  }
}
