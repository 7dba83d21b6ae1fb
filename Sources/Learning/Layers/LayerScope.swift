import Diagnostics
import TensorCore

/// What one call of a layer has at its disposal.
public struct LayerScope: Sendable {
  /// The step that the call belongs to.
  public let step: Step
  /// Whether layers behave as in training rather than as in inference.
  public let isTraining: Bool
  private let tape: StepTape?
  // The layer's place in the tree of those that the step calls.
  private let node: Int

  /// What the models of a step are called from.
  init(root step: Step, isTraining: Bool, tape: StepTape?) {
    self.init(step: step, isTraining: isTraining, tape: tape, node: LayerTree.root)
  }

  private init(step: Step, isTraining: Bool, tape: StepTape?, node: Int) {
    self.step = step
    self.isTraining = isTraining
    self.tape = tape
    self.node = node
  }

  /// Calls a layer in a scope of its own.
  func call<Callee: Layer>(_ layer: Callee, on input: Callee.Input) -> Callee.Output {
    guard let declaration = step.declaration else {
      guard let child = step.layers.child(layer, of: node) else {
        requirementFailure(step.layers.unknown(layer))
      }
      return layer.call(
        input, in: LayerScope(step: step, isTraining: isTraining, tape: tape, node: child))
    }
    let child = declaration.enter(layer, from: node)
    let scope = LayerScope(step: step, isTraining: isTraining, tape: tape, node: child)
    let output = FailurePlace.$current.withValue("the layer \(declaration.path(of: child))") {
      layer.call(input, in: scope)
    }
    declaration.leave(child, with: output)
    return output
  }

  /// The path of the layer, such as `encoder/dense`.
  public var path: String { step.declaration?.path(of: node) ?? step.layers.nodes[node].path }

  /// Whether training changes the layer's weights: unless it is frozen, or a model it is in.
  public var isTrainable: Bool {
    step.declaration?.isTrainable(node) ?? step.layers.nodes[node].isTrainable
  }

  /// A weight of the layer: declared the first time that it is asked for, and found by its name from then
  /// on.
  ///
  /// Which weights a layer has, and in which shapes, may depend on its options and on the shape of its
  /// input for one example, and on nothing else.
  ///
  /// - Parameters:
  ///   - name: What the layer calls it, such as `kernel`.
  ///   - shape: The same at each call.
  ///   - initializer: How its values begin; by default Glorot-uniform.
  ///   - isTrainable: Whether an optimizer updates it; yes by default, unless the layer is frozen.
  /// - Returns: The values of the step, followed by the tape if they are trainable.
  public func weight(
    _ name: String, _ shape: Shape, _ initializer: Initializer = .glorotUniform,
    isTrainable: Bool = true
  ) -> Tensor {
    let index = step.index(of: name, shape, in: node) {
      Variable(
        name: name, shape: shape, initializer: initializer,
        isTrainable: isTrainable && self.isTrainable)
    }
    return tape?.value(at: index) ?? step.value(at: index)
  }

  /// State of the layer: numbers that it assigns in training instead of having them trained. Declared as
  /// weights are.
  ///
  /// - Parameters:
  ///   - name: What the layer calls it, such as `moving_mean`.
  ///   - shape: The same at each call.
  ///   - initializer: How its values begin; at 0 by default.
  ///   - merge: What becomes of what several shards of a step have assigned.
  public func state(
    _ name: String, _ shape: Shape, _ initializer: Initializer = .zeros, merge: MergeRule
  ) -> StateVariable {
    let index = step.index(of: name, shape, in: node) {
      Variable(name: name, shape: shape, initializer: initializer, role: .state(merge))
    }
    return StateVariable(in: step, at: index, isAssignable: isTraining)
  }

  /// A counter of the layer, which begins at 0. Declared as weights are.
  ///
  /// - Parameters:
  ///   - name: What the layer calls it, such as `batches`.
  ///   - merge: Whether the counts of the shards are added up, or one is taken once a step; by default that.
  public func counter(_ name: String, merge: MergeRule = .oncePerStep) -> CounterVariable {
    let index = step.indexOfCounter(name, in: node) { Counter(name: name, merge: merge) }
    return CounterVariable(in: step, at: index, isCounting: isTraining)
  }

  /// The threads that share out the tiles of matrix products.
  public var team: ThreadTeam { step.team }

  /// The random stream of a draw: of the run's seed, the layer's path, and how often the layer has drawn
  /// in the step.
  public var randomStream: RandomStream {
    RandomStream(seed: step.seed, path: path, call: step.state.beginDraw(of: node))
  }

  /// The address of the first example in the random streams.
  public var address: StepAddress { step.address }
}
