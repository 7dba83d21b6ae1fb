import Diagnostics
import Synchronization
import TensorCore

/// What layers ask for while a program runs for the first time, which becomes a ``LayerTree``.
///
/// Until the end nobody knows how many weights there are. So all of them are zero here, and a variable
/// goes by its position in the order of declaration.
final class LayerDeclaration: Sendable {
  private struct Node {
    let layer: (any Layer)?
    let parent: Int
    let name: String
    let isTrainable: Bool
    var children: [Int] = []
    // What children of each type or name are there already.
    var names: [String: Int] = [:]
    var weights: [LayerTree.NamedIndex] = []
    var counters: [LayerTree.NamedIndex] = []
    var outputShape: Shape?
  }

  private struct Declared {
    var nodes = [Node(layer: nil, parent: -1, name: "", isTrainable: true)]
    var variables: [(node: Int, variable: Variable)] = []
    var counters: [(node: Int, counter: Counter)] = []
    var elements = 0
  }

  private let declared = Mutex(Declared())

  // MARK: Layers

  /// Takes note of a call, and gives the layer's place.
  func enter(_ layer: any Layer, from parent: Int) -> Int {
    declared.withLock { declared in
      let isTrainable = declared.nodes[parent].isTrainable && layer.isTrainable
      if let known = declared.nodes.firstIndex(where: { $0.layer === layer }) {
        require(
          declared.nodes[known].isTrainable == isTrainable,
          """
          \(Self.describe(layer)), \(Self.path(of: known, declared.nodes)), is called in a frozen model and \
          in one that is trained: freeze the layer itself, or make two
          """)
        if !declared.nodes[parent].children.contains(known) {
          declared.nodes[parent].children.append(known)
        }
        return known
      }
      let place = declared.nodes.count
      let name = Self.name(of: layer, in: &declared.nodes[parent])
      declared.nodes[parent].children.append(place)
      declared.nodes.append(
        Node(layer: layer, parent: parent, name: name, isTrainable: isTrainable))
      return place
    }
  }

  /// Takes note of what a call gave.
  func leave(_ place: Int, with output: Any) {
    guard let tensor = output as? Tensor, tensor.shape.rank >= 1 else { return }
    let shape = Shape(Array(tensor.shape.dimensions.dropFirst()))
    declared.withLock { $0.nodes[place].outputShape = shape }
  }

  /// A name that no sister has: the layer's own, or that of its type, numbered from the second on.
  private static func name(of layer: any Layer, in parent: inout Node) -> String {
    let base = layer.name ?? type(of: layer).defaultName
    require(
      !base.isEmpty && !base.contains("/") && base.utf8.count <= 256,
      "the name \"\(base)\" of a layer is empty, has a slash in it, or is longer than 256 bytes")
    let number = parent.names[base, default: 0]
    parent.names[base] = number + 1
    require(
      layer.name == nil || number == 0,
      "two layers of one model are both named \(base): give them different names")
    return number == 0 ? base : "\(base)_\(number)"
  }

  func path(of place: Int) -> String {
    declared.withLock { Self.path(of: place, $0.nodes) }
  }

  private static func path(of place: Int, _ nodes: [Node]) -> String {
    let parent = nodes[place].parent
    return parent <= LayerTree.root
      ? nodes[place].name : "\(path(of: parent, nodes))/\(nodes[place].name)"
  }

  func isTrainable(_ place: Int) -> Bool { declared.withLock { $0.nodes[place].isTrainable } }

  /// A layer in words, such as `a Dense layer`.
  static func describe(_ layer: any Layer) -> String {
    "a layer of type \(String(describing: type(of: layer)))"
      + (layer.name.map { " named \($0)" } ?? "")
  }

  // MARK: Variables

  /// The position of a variable in the order of declaration, and its shape; new if it was not there.
  func index(of name: String, in place: Int, new: () -> Variable) -> (index: Int, shape: Shape) {
    if let known = declared.withLock({ declared in
      declared.nodes[place].weights.first { $0.name == name }.map { known in
        (index: known.index, shape: declared.variables[known.index].variable.shape)
      }
    }) {
      return known
    }
    let variable = new()
    return declared.withLock { declared in
      requireName(name, at: place, declared)
      let index = declared.variables.count
      declared.variables.append((place, variable))
      declared.nodes[place].weights.append(LayerTree.NamedIndex(name: name, index: index))
      return (index, variable.shape)
    }
  }

  /// The position of a counter in the order of declaration; new if it was not there.
  func indexOfCounter(_ name: String, in place: Int, new: () -> Counter) -> Int {
    declared.withLock { declared in
      if let known = declared.nodes[place].counters.first(where: { $0.name == name }) {
        return known.index
      }
      requireName(name, at: place, declared)
      let index = declared.counters.count
      declared.counters.append((place, new()))
      declared.nodes[place].counters.append(LayerTree.NamedIndex(name: name, index: index))
      return index
    }
  }

  private func requireName(_ name: String, at place: Int, _ declared: Declared) {
    let node = declared.nodes[place]
    require(
      place != LayerTree.root && !name.isEmpty && !name.contains("/") && name.utf8.count <= 256,
      "the name \"\(name)\" of a weight is empty, has a slash in it, or is longer than 256 bytes")
    require(
      !(node.weights + node.counters).contains { $0.name == name },
      "the layer \(Self.path(of: place, declared.nodes)) calls a weight and a counter \(name)")
  }

  /// A variable by its position, with its path.
  func variable(at index: Int) -> Variable {
    declared.withLock { declared in
      let (node, variable) = declared.variables[index]
      return variable.named("\(Self.path(of: node, declared.nodes))/\(variable.name)")
    }
  }

  /// The trainable variables of some layers, in the order of declaration.
  func trainableIndices(of variables: TrainableVariables) -> [Int] {
    declared.withLock { declared in
      let nodes = declared.nodes
      let trainable = declared.variables.indices.filter {
        declared.variables[$0].variable.isTrainable
      }
      switch variables {
      case .layers(let layers):
        let places = Self.places(of: layers, nodes)
        return trainable.filter { places.contains(declared.variables[$0].node) }
      case .selected(let selection):
        return trainable.filter { index in
          let (node, variable) = declared.variables[index]
          let path = "\(Self.path(of: node, nodes))/\(variable.name)"
          // A sole model is no part of the path, and whether there is one is not known yet.
          let rest = path.split(separator: "/").dropFirst().joined(separator: "/")
          return selection.contains(path) || selection.contains(rest)
        }
      }
    }
  }

  /// The places of a layer and of those that it calls, whoever else calls them.
  private static func places(from place: Int, _ nodes: [Node]) -> Set<Int> {
    var (met, next) = (Set([place]), [place])
    while let node = next.popLast() {
      for child in nodes[node].children where met.insert(child).inserted { next.append(child) }
    }
    return met
  }

  /// The same of several layers.
  private static func places(of layers: [any Layer], _ nodes: [Node]) -> Set<Int> {
    layers.reduce(into: []) { all, layer in
      guard let place = nodes.firstIndex(where: { $0.layer === layer }) else { return }
      all.formUnion(places(from: place, nodes))
    }
  }

  /// Takes note of how much operators made of the examples.
  func count(elements: Int) { declared.withLock { $0.elements = max($0.elements, elements) } }

  // MARK: The end

  /// What was declared.
  ///
  /// - Parameter grouping: Shares the trainable variables out to optimizers.
  func tree(grouping: (WeightLayout) -> WeightLayout) -> LayerTree {
    declared.withLock { declared in
      let nodes = declared.nodes
      // A sole model is no part of the path: `dense/kernel`.
      let models = nodes[LayerTree.root].children
      let sole = models.count == 1 && !nodes[models[0]].children.isEmpty ? models[0] : nil
      func path(_ place: Int) -> String {
        let path = Self.path(of: place, nodes)
        guard let sole else { return path }
        return place == sole ? "" : String(path.dropFirst(nodes[sole].name.count + 1))
      }
      func fullName(_ name: String, at place: Int) -> String {
        let path = path(place)
        return path.isEmpty ? name : "\(path)/\(name)"
      }
      let layout = grouping(
        WeightLayout(
          declared.variables.map { $1.named(fullName($1.name, at: $0)) },
          counters: declared.counters.map {
            Counter(name: fullName($1.name, at: $0), merge: $1.merge)
          }))
      func trainable(_ place: Int) -> [Int] {
        Self.places(from: place, nodes)
          .flatMap { nodes[$0].weights.map { layout.index(ofDeclared: $0.index) } }
          .filter { layout.variables[$0].isTrainable }.sorted()
      }
      return LayerTree(
        nodes: nodes.enumerated().map { place, node in
          LayerTree.Node(
            layer: node.layer, path: path(place), isTrainable: node.isTrainable,
            children: node.children,
            weights: node.weights.map {
              LayerTree.NamedIndex(name: $0.name, index: layout.index(ofDeclared: $0.index))
            }, counters: node.counters, trainable: trainable(place),
            outputShape: node.outputShape)
        }, layout: layout,
        elementsPerExample: (declared.elements + LayerTree.madeUpExamples - 1)
          / LayerTree.madeUpExamples)
    }
  }
}
