import Diagnostics
import TensorCore

/// What one call of a layer has at its disposal.
public struct LayerScope: Sendable {
  /// The path of the layer, such as `dense`.
  public let path: String
  /// The pass the call belongs to.
  public let pass: ForwardPass
  // The layer's own, in the order of declaration of the model.
  private let variables: Range<Int>
  private let counters: Range<Int>
  private let call: Int

  init(path: String, pass: ForwardPass, variables: Range<Int>, counters: Range<Int>) {
    self.path = path
    self.pass = pass
    self.variables = variables
    self.counters = counters
    call = pass.state.beginCall(of: path)
  }

  /// Whether this is training rather than inference.
  public var training: Bool { pass.training }

  /// The threads that share out the tiles of matrix products.
  public var team: ThreadTeam { pass.team }

  /// The value of the layer's variable at a position of ``Layer/variables(forInput:)``, watched by
  /// the tape of the pass if it is trainable.
  public func variable(_ position: Int) -> Tensor { pass.value(at: index(of: position)) }

  /// The layer's state at a position of ``Layer/variables(forInput:)``.
  public func state(_ position: Int) -> StateVariable {
    let index = index(of: position)
    require(
      pass.weights.layout.stateIndices ~= index,
      "the variable of the layer \(path) at position \(position) is no state")
    return StateVariable(in: pass, at: index)
  }

  /// The layer's counter at a position of ``Layer/counters(forInput:)``.
  public func counter(_ position: Int) -> CounterVariable {
    require(
      0..<counters.count ~= position,
      "the layer \(path) declares \(counters.count) counters, none at position \(position)")
    return CounterVariable(in: pass, at: counters.lowerBound + position)
  }

  private func index(of position: Int) -> Int {
    require(
      0..<variables.count ~= position,
      "the layer \(path) declares \(variables.count) variables, none at position \(position)")
    return pass.weights.layout.index(ofDeclared: variables.lowerBound + position)
  }

  /// The random stream of the call: of the run's seed, the layer's path, and how often the layer has
  /// been called in the step.
  public var randomStream: RandomStream { RandomStream(seed: pass.seed, path: path, call: call) }

  /// The address of the first example in the random streams.
  public var address: StepAddress { pass.address }
}
