import Diagnostics

/// The names of classes: the number of a class is its index.
///
/// Kept beside the weights (it is `Codable`), they say what a model's outputs mean, and number the classes
/// of another table the same way.
public struct ClassNames: Sendable, Hashable, Codable {
  /// The names, each once.
  public let names: [String]

  /// Names in the order in which they are to be numbered.
  ///
  /// - Precondition: No name occurs twice.
  public init(_ names: [String]) {
    self.names = names
    let labels = Set(names.map { ClassLabel(text: $0) })
    require(
      labels.count == names.count,
      "\(names.count) classes have only \(labels.count) different names")
  }

  /// The number of classes.
  public var count: Int { names.count }

  /// The name of a class.
  public subscript(number: Int) -> String { names[number] }

  /// The number of a class; nil if there is none of that name.
  public func number(of name: String) -> Int? {
    names.firstIndex { ClassLabel(text: $0) == ClassLabel(text: name) }
  }

  /// Names in sorted order: by value if all are whole numbers, else by code points, as Python sorts them.
  init(sorting labels: some Collection<ClassLabel>) {
    let texts = labels.map(\.text)
    let numbers = texts.compactMap { Int($0) }
    let byText = { (left: String, right: String) in
      left.utf8.lexicographicallyPrecedes(right.utf8)
    }
    guard numbers.count == texts.count else {
      names = texts.sorted(by: byText)
      return
    }
    names = zip(numbers, texts)
      .sorted { $0.0 != $1.0 ? $0.0 < $1.0 : byText($0.1, $1.1) }
      .map(\.1)
  }
}

/// A name of a class, equal to another only if its bytes are: no two spellings are one on one machine and
/// two on another.
struct ClassLabel: Hashable, Sendable {
  /// The name.
  let text: String

  static func == (left: ClassLabel, right: ClassLabel) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
