import Diagnostics
import TensorCore

/// A model that is a chain of layers.
///
///     let model = Sequential(input: [784]) {
///       Dense(512, activation: .relu)
///       Dropout(0.5)
///       Dense(10, activation: .softmax)
///     }
///
/// Layers are named as Keras names them: `dense`, `dropout`, `dense_1`. The model holds no weights,
/// so it can be shared by any number of threads; ``initialWeights(seed:)`` makes some.
///
/// Source: Keras, `keras.Sequential`.
public struct Sequential: Sendable {
  /// The shape of one example that goes in.
  public let inputShape: Shape
  /// The shape of one example that comes out.
  public let outputShape: Shape
  /// The layers in order, with their names.
  public let layers: [(name: String, layer: any Layer)]
  /// The model's variables and their places in the flat buffer.
  public let layout: WeightLayout
  // The position of each layer's first variable in the order of declaration, and their number; the same
  // of the counters.
  private let firstVariables: [Int]
  private let firstCounters: [Int]

  /// Chains layers.
  ///
  /// - Parameters:
  ///   - shape: The shape of one example.
  ///   - layers: The layers, first to last.
  public init(input shape: Shape, @LayerBuilder layers: () -> [any Layer]) {
    var named: [(name: String, layer: any Layer)] = []
    var variables: [Variable] = []
    var counters: [Counter] = []
    var firstVariables: [Int] = []
    var firstCounters: [Int] = []
    var uses: [String: Int] = [:]
    var current = shape
    for layer in layers() {
      let use = uses[layer.defaultName, default: 0]
      uses[layer.defaultName] = use + 1
      let name = use == 0 ? layer.defaultName : "\(layer.defaultName)_\(use)"
      named.append((name, layer))
      firstVariables.append(variables.count)
      variables += layer.variables(forInput: current).map { $0.named("\(name)/\($0.name)") }
      firstCounters.append(counters.count)
      counters += layer.counters(forInput: current).map {
        Counter(name: "\(name)/\($0.name)", merge: $0.merge)
      }
      current = layer.outputShape(forInput: current)
    }
    inputShape = shape
    outputShape = current
    self.layers = named
    self.firstVariables = firstVariables + [variables.count]
    self.firstCounters = firstCounters + [counters.count]
    layout = WeightLayout(variables, counters: counters)
  }

  /// The variables that training changes, in the order of declaration.
  public var trainableVariables: [Variable] { Array(layout.trainableVariables) }

  /// The weights a training with this seed begins with.
  public func initialWeights(seed: UInt64) -> Weights {
    Weights(initializing: layout, seed: seed)
  }

  /// Computes a batch.
  ///
  /// - Parameters:
  ///   - input: The examples along the first axis, each of ``inputShape``.
  ///   - pass: The weights, the mode and the tape.
  public func callAsFunction(_ input: Tensor, in pass: ForwardPass) -> Tensor {
    require(
      input.shape.rank == inputShape.rank + 1
        && input.shape == inputShape.batch(of: input.shape[0]),
      "a model for examples of shape \(inputShape) takes a batch of them, not \(input.shape)")
    require(
      pass.weights.layout == layout,
      "a model with \(layout.signature) can't run with weights of \(pass.weights.layout.signature)")
    var current = input
    for position in layers.indices {
      let scope = LayerScope(
        path: layers[position].name, pass: pass,
        variables: firstVariables[position]..<firstVariables[position + 1],
        counters: firstCounters[position]..<firstCounters[position + 1])
      current = layers[position].layer(current, in: scope)
    }
    return current
  }
}
