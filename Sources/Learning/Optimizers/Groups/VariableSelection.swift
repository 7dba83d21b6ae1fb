/// Some of a program's variables, by their paths.
///
///     RMSprop(for: .under("generator"))
///     AdamW(exclude: .named("bias", "gamma", "beta"))
public enum VariableSelection: Sendable, Hashable {
  /// All of them.
  case all
  /// Those whose path is one of some, or begins with it: `decoder` is for `decoder/dense/kernel`, and not for
  /// `decoder_1/kernel`.
  case paths([String])
  /// Those whose path ends with one of some names, such as `bias`.
  case names([String])
  /// Those of any of some selections.
  case union([VariableSelection])

  /// Those under some paths.
  public static func under(_ paths: String...) -> VariableSelection { .paths(paths) }

  /// Those of some names, wherever they are.
  public static func named(_ names: String...) -> VariableSelection { .names(names) }

  /// Whether a variable of a path is among them.
  public func contains(_ path: String) -> Bool {
    switch self {
    case .all: true
    case .paths(let paths): paths.contains { path == $0 || path.hasPrefix($0 + "/") }
    case .names(let names): names.contains { path == $0 || path.hasSuffix("/" + $0) }
    case .union(let selections): selections.contains { $0.contains(path) }
    }
  }
}

extension VariableSelection: CustomStringConvertible {
  /// Such as `what is under generator`.
  public var description: String {
    switch self {
    case .all: "everything"
    case .paths(let paths): "what is under \(paths.joined(separator: ", "))"
    case .names(let names): "what is named \(names.joined(separator: ", "))"
    case .union(let selections): selections.map(\.description).joined(separator: " and ")
    }
  }
}
