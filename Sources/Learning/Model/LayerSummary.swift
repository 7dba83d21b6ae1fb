import TensorCore

/// What a program's layers are called, what they give, and how many weights each has; a table as text.
///
/// Source: Keras, `Model.summary()`.
public struct LayerSummary: Sendable, Hashable, CustomStringConvertible {
  /// A layer.
  public struct Row: Sendable, Hashable {
    /// The path, such as `encoder/dense`; empty for a sole model.
    public let path: String
    /// The type, such as `Dense`.
    public let type: String
    /// How many layers are around it.
    public let depth: Int
    /// The shape of what it gives for one example; nil if that is no tensor.
    public let outputShape: Shape?
    /// How many weights it has itself, of whatever role.
    public let weightCount: Int
    /// Whether it can be trained.
    public let isTrainable: Bool
  }

  /// The layers in the order of their first calls, each before those within it.
  public let rows: [Row]
  /// How many weights an optimizer updates.
  public let trainableCount: Int
  /// How many are state, which layers assign.
  public let stateCount: Int
  /// How many do not change.
  public let frozenCount: Int
  /// How many counters there are.
  public let counterCount: Int

  /// The table.
  public var description: String {
    let cells =
      [["Layer (type)", "Output shape", "Weights"]]
      + rows.map { row in
        let name = row.path.isEmpty ? "model" : row.path
        return [
          String(repeating: "  ", count: row.depth) + "\(name) (\(row.type))"
            + (row.isTrainable ? "" : " frozen"),
          row.outputShape.map { "\($0)" } ?? "–", "\(row.weightCount)",
        ]
      }
    let widths = (0..<3).map { column in cells.map { $0[column].count }.max() ?? 0 }
    func padding(_ text: String, _ column: Int) -> String {
      String(repeating: " ", count: widths[column] - text.count)
    }
    var lines = cells.map { line in
      "\(line[0])\(padding(line[0], 0))  \(line[1])\(padding(line[1], 1))  \(padding(line[2], 2))\(line[2])"
    }
    lines.insert(String(repeating: "─", count: widths.reduce(4, +)), at: 1)
    var total = "\(trainableCount) trainable"
    if stateCount > 0 { total += ", \(stateCount) state" }
    if frozenCount > 0 { total += ", \(frozenCount) frozen" }
    lines.append(lines[1])
    lines.append(
      "\(trainableCount + stateCount + frozenCount) weights: \(total)"
        + (counterCount > 0 ? "; \(counterCount) counters" : ""))
    return lines.joined(separator: "\n")
  }
}

extension LayerTree {
  /// A table of the layers.
  public var summary: LayerSummary {
    var rows: [LayerSummary.Row] = []
    var met: Set<Int> = []
    func visit(_ place: Int, depth: Int) {
      for child in nodes[place].children where met.insert(child).inserted {
        guard let layer = nodes[child].layer else { continue }
        rows.append(
          LayerSummary.Row(
            path: nodes[child].path, type: String(describing: type(of: layer)), depth: depth,
            outputShape: nodes[child].outputShape,
            weightCount: nodes[child].weights.reduce(0) {
              $0 + layout.variables[$1.index].shape.elementCount
            }, isTrainable: nodes[child].isTrainable))
        visit(child, depth: depth + 1)
      }
    }
    visit(Self.root, depth: 0)
    func count(_ isMeant: (VariableRole) -> Bool) -> Int {
      layout.variables.reduce(0) { $0 + (isMeant($1.role) ? $1.shape.elementCount : 0) }
    }
    return LayerSummary(
      rows: rows, trainableCount: count { $0 == .trainable },
      stateCount: count { $0.isState },
      frozenCount: count { $0 == .frozen }, counterCount: layout.counters.count)
  }
}

extension Layer where Input == Tensor {
  /// A table of the model's layers.
  ///
  /// - Parameter shape: Of one example.
  public func summary(input shape: Shape) -> LayerSummary {
    LayerTree(of: self, input: shape).summary
  }
}
