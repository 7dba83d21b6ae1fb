import Diagnostics
import TensorCore

extension Step {
  /// The position of a layer's variable: in the layout, or in the order of declaration while that goes on.
  ///
  /// - Parameters:
  ///   - name: What the layer calls it.
  ///   - shape: What it has to be of.
  ///   - node: The layer's place.
  ///   - new: Declares it.
  func index(of name: String, _ shape: Shape, in node: Int, new: () -> Variable) -> Int {
    guard let declaration else {
      for weight in layers.nodes[node].weights where weight.name == name {
        requireShape(shape, of: layers.layout.variables[weight.index].shape, name, node)
        return weight.index
      }
      requirementFailure(undeclared("weight", name, node))
    }
    let (index, known) = declaration.index(of: name, in: node, new: new)
    requireShape(shape, of: known, name, node)
    state.declareVariable(at: index, shape)
    return index
  }

  /// The position of a layer's counter.
  func indexOfCounter(_ name: String, in node: Int, new: () -> Counter) -> Int {
    guard let declaration else {
      for counter in layers.nodes[node].counters where counter.name == name {
        return counter.index
      }
      requirementFailure(undeclared("counter", name, node))
    }
    let index = declaration.indexOfCounter(name, in: node, new: new)
    state.declareCounter(at: index)
    return index
  }

  /// The value of a variable, as the calls before have left it if it is state.
  func value(at index: Int) -> Tensor {
    declaration != nil || layers.layout.stateIndices ~= index
      ? state.value(at: index) : weights[index]
  }

  /// Whether a tape follows the variable.
  func isTrainable(_ index: Int) -> Bool {
    declaration?.variable(at: index).isTrainable
      ?? (index < layers.layout.trainableVariableCount)
  }

  private func requireShape(_ shape: Shape, of known: Shape, _ name: String, _ node: Int) {
    require(
      shape == known,
      """
      the layer \(path(of: node)) has declared \(name) of shape \(known), and asks for it in \(shape): \
      the shape of a weight follows from that of one example
      """)
  }

  private func undeclared(_ kind: String, _ name: String, _ node: Int) -> String {
    let known = layers.nodes[node].weights + layers.nodes[node].counters
    return """
      the layer \(path(of: node)) asks for the \(kind) \(name) that it has not declared: \
      it has \(known.isEmpty ? "none" : known.map(\.name).joined(separator: ", "))
      """
  }

  private func path(of node: Int) -> String {
    declaration?.path(of: node) ?? layers.nodes[node].path
  }
}
