import Datasets
import Learning
import TensorCore

/// What a program was made with, as text that is equal in two processes if its hyper-parameters are:
/// layers, optimizer, fields, metrics, and whatever else the program keeps.
package struct ProgramDescription: Sendable {
  /// A part each: `dropout: Dropout(rate: 0.5)`.
  package let parts: [String]

  /// Looks into a program.
  ///
  /// - Parameters:
  ///   - program: What is described.
  ///   - layers: The program's, if they are known; found out by default.
  package init<Program: TrainingProgram>(of program: Program, layers: LayerTree? = nil) {
    var parts = (layers ?? program.declareLayers()).descriptions { Self.text(ofLayer: $0) }
    parts += program.optimizers.all.map { "optimizer: \(Self.text(of: $0))" }
    parts.append("fields: \(program.fields)")
    parts.append(
      "metrics: \(program.metrics.all.map(Self.text(ofMetric:)).joined(separator: ", "))")
    for (label, value) in Mirror(reflecting: program).children {
      guard let label, !(value is any Layer), !(value is any FieldKey),
        !["optimizers", "fields", "metrics", "callbacks"].contains(label)
      else { continue }
      parts.append("\(label): \(Self.text(of: value))")
    }
    // A semicolon ends a part.
    self.parts = parts.map { String($0.map { $0 == ";" ? "," : $0 }) }
  }

  /// A layer by its type and its options, whatever they are; layers within it are described by themselves.
  private static func text(ofLayer layer: any Layer) -> String {
    let options = Mirror(reflecting: layer).children.compactMap { label, value -> String? in
      guard let label, label != "name", !(value is any Layer), !(value is [any Layer]) else {
        return nil
      }
      return "\(label): \(text(of: value))"
    }
    let type = String(describing: type(of: layer))
    return options.isEmpty ? type : "\(type)(\(options.joined(separator: ", ")))"
  }

  /// A metric by its name and its options.
  private static func text(ofMetric metric: any Metric) -> String {
    let options = Mirror(reflecting: metric).children.compactMap { label, value in
      label.flatMap { ["name", "state"].contains($0) ? nil : "\($0): \(text(of: value))" }
    }
    return options.isEmpty ? metric.name : "\(metric.name)(\(options.joined(separator: ", ")))"
  }

  // Deeper, or more of a kind, is nobody's hyper-parameter.
  private static let (mostDepth, mostElements) = (6, 32)

  /// A value by the names and values of what it stores. Nothing that differs from process to process,
  /// such as an address, and no order of a set.
  static func text(of value: Any, depth: Int = 0) -> String {
    let mirror = Mirror(reflecting: value)
    let type = String(describing: mirror.subjectType)
    switch value {
    case let value as any BinaryInteger: return "\(value)"
    case let value as Float: return "\(value)"
    case let value as Double: return "\(value)"
    case let value as Bool: return "\(value)"
    case let value as String: return "\(value)"
    case let value as Shape: return "\(value)"
    default: break
    }
    guard depth < mostDepth else { return type }
    let children = mirror.children.prefix(mostElements).map { label, value in
      let text = text(of: value, depth: depth + 1)
      return mirror.displayStyle == .struct ? "\(label ?? "_"): \(text)" : text
    }
    let count = mirror.children.count
    let list = children.joined(separator: ", ") + (count > mostElements ? ", of \(count)" : "")
    switch mirror.displayStyle {
    case .struct: return children.isEmpty ? type : "\(type)(\(list))"
    case .enum:
      guard let child = mirror.children.first else { return "\(value)" }
      return "\(child.label ?? type)(\(list))"
    case .optional: return children.first ?? "nil"
    case .collection, .tuple: return "(\(list))"
    case .set, .dictionary:
      return "\(count) of (\(children.sorted().joined(separator: ", ")))"
    default: return type
    }
  }
}
