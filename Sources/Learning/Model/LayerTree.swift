import Diagnostics
import TensorCore

/// The layers that a program calls, which of them calls which, and where the weights of each lie.
///
/// Found by running the program once, on examples made up for that: see ``declaring(_:)``.
public final class LayerTree: Sendable {
  /// A layer, with what it has asked for.
  struct Node: Sendable {
    /// Nil for the root, which calls the models.
    let layer: (any Layer)?
    let path: String
    let isTrainable: Bool
    let children: [Int]
    let weights: [NamedIndex]
    let counters: [NamedIndex]
    /// The trainable weights of the layer and of those below it, as positions in the layout.
    let trainable: [Int]
    /// The shape of what it gave for one example, if that was a tensor.
    let outputShape: Shape?
  }

  /// What a layer calls something, and where that lies in the layout.
  struct NamedIndex: Sendable {
    let name: String
    let index: Int
  }

  static let root = 0

  /// How many examples are made up for the first run.
  package static let madeUpExamples = 2

  /// Where each variable lies.
  public let layout: WeightLayout
  let nodes: [Node]
  /// The elements of all tensors that operators made of an example, from the first layer to the loss.
  package let elementsPerExample: Int

  init(nodes: [Node], layout: WeightLayout, elementsPerExample: Int) {
    self.nodes = nodes
    self.layout = layout
    self.elementsPerExample = elementsPerExample
  }

  /// Finds the layers of some models by running them.
  ///
  /// - Parameters:
  ///   - optimizers: Each has a group of the weights; a single one for all by default.
  ///   - stages: The body is run for each; a single one by default.
  ///   - body: Calls every model that is going to be called, as it is going to be.
  public static func declaring(
    for optimizers: Optimizers = [], stages: [Stage] = [Stage("step")], _ body: (Step) -> Void
  ) -> LayerTree {
    let declaration = LayerDeclaration()
    Rehearsal.run {
      for stage in stages { body(Step(declaring: declaration, stage: stage)) }
    }
    return declaration.tree(grouping: optimizers.grouping)
  }

  /// Runs the models again for their shapes, now that the layers are known.
  package func rehearse(_ stages: [Stage] = [Stage("step")], _ body: (Step) -> Void) {
    let weights = Weights(layout: layout, values: .zeros(Shape(count: layout.count)))
    for (index, stage) in stages.enumerated() {
      let step = Step(
        of: self, weights: weights, seed: 0, address: StepAddress(stage: index), stage: stage,
        share: 1, exampleCount: nil, gradientMemory: nil, team: .serial, isRehearsal: true)
      Rehearsal.run { body(step) }
    }
  }

  /// The weights that a training with this seed begins with.
  public func initialWeights(seed: UInt64) -> Weights {
    Weights(initializing: layout, seed: seed)
  }

  /// The place of a layer below another, looked for by identity: there are few.
  func child(_ layer: any Layer, of node: Int) -> Int? {
    for child in nodes[node].children where nodes[child].layer === layer { return child }
    return nil
  }

  /// The places of layers, wherever they are.
  func places(of layers: [any Layer]) -> [Int] {
    layers.map { layer in
      guard let place = nodes.firstIndex(where: { $0.layer === layer }) else {
        requirementFailure(unknown(layer))
      }
      return place
    }
  }

  /// The groups of some layers' trainable weights, each with all of its weights.
  func groups(of variables: TrainableVariables) -> VariableGroups {
    switch variables {
    case .selected(let selection): return layout.groups(of: selection)
    case .layers(let layers):
      let chosen = Set(places(of: layers).flatMap { nodes[$0].trainable })
      // Which is nearly always so, and found without looking at a path.
      if chosen.count == layout.trainableVariableCount { return layout.groups }
      return layout.groups(of: .paths(chosen.map { layout.variables[$0].name }))
    }
  }

  /// Every layer's path and description.
  package func descriptions(_ describe: (any Layer) -> String) -> [String] {
    nodes.compactMap { node in
      node.layer.map { "\(node.path.isEmpty ? "model" : node.path): \(describe($0))" }
    }
  }

  /// What is to be said of a layer that was not called before.
  func unknown(_ layer: any Layer) -> String {
    """
    \(LayerDeclaration.describe(layer)) is called for the first time after the layers have been declared: \
    a model is made once and kept (let model = …, not var model: … { … }), and each of its layers is \
    called there by the train step or the test step from the beginning
    """
  }
}
