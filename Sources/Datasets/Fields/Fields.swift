import Diagnostics

/// The fields of a program's examples, in the order in which they are kept and sent; none for a program
/// whose examples are numbers only.
///
/// ```swift
/// var fields: Fields { [image, label] }
/// ```
public struct Fields: Sendable, Hashable, ExpressibleByArrayLiteral {
  /// The most fields an example may have.
  public static let maximumCount = 16

  /// What each of them is.
  public let specifications: [FieldSpecification]

  /// Fields in an order of their own.
  ///
  /// - Precondition: No name occurs twice, and there are at most ``maximumCount``.
  public init(_ fields: [any FieldKey]) {
    self.init(specifications: fields.map(\.specification))
  }

  /// Fields written as a list.
  public init(arrayLiteral elements: any FieldKey...) {
    self.init(elements)
  }

  init(specifications: [FieldSpecification]) {
    require(
      specifications.count <= Self.maximumCount,
      "examples have at most \(Self.maximumCount) fields, not \(specifications.count)")
    for (index, field) in specifications.enumerated() {
      require(
        !specifications[..<index].contains { $0.name == field.name },
        "two fields are called '\(field.name)'")
    }
    self.specifications = specifications
  }

  /// The number of fields.
  public var count: Int { specifications.count }

  /// The bytes of an example as it is kept and sent.
  public var bytesPerExample: Int { specifications.reduce(0) { $0 + $1.bytesPerExample } }

  /// The names within a sentence.
  var names: String {
    specifications.isEmpty ? "none" : specifications.map { "'\($0.name)'" }.joined(separator: ", ")
  }
}

extension Fields: CustomStringConvertible {
  /// Each field with its type and range.
  public var description: String {
    specifications.isEmpty ? "none" : specifications.map(\.description).joined(separator: ", ")
  }
}
