import Diagnostics
import TensorCore

/// Examples as columns of bytes: what a data set holds and what travels to a worker, without a copy. They
/// may have no column at all: an example is its number then.
///
/// ```swift
/// let examples = try ExampleSet([x.column(inputs), label.column(classes)])
/// let episodes = ExampleSet(count: 10_000)
/// ```
public struct ExampleSet: Sendable {
  /// What the columns are, in their order.
  public let fields: Fields
  /// The number of examples.
  public let count: Int
  /// For each field the bytes, `[count, bytesPerExample]`.
  package let columns: [IntegerTensor<UInt8>]

  /// Puts columns side by side.
  ///
  /// - Throws: ``DatasetError/Code/countsDiffer`` if they are not equally long.
  /// - Precondition: There is one at least, and no two are of one name.
  public init(_ columns: [ExampleColumn]) throws(DatasetError) {
    guard let first = columns.first else {
      requirementFailure("without columns nobody knows how many examples there are: say count:")
    }
    if let other = columns.first(where: { $0.count != first.count }) {
      throw DatasetError(
        .countsDiffer, "putting the columns of examples side by side",
        problem: "the field '\(first.specification.name)' has \(first.count) examples, and"
          + " '\(other.specification.name)' has \(other.count)",
        remedy: "Give columns that belong together")
    }
    self.init(
      fields: Fields(specifications: columns.map(\.specification)), count: first.count,
      columns: columns.map(\.bytes))
  }

  /// Examples that are numbers only.
  public init(count: Int) {
    require(count >= 0, "there can't be \(count) examples")
    self.init(fields: [], count: count, columns: [])
  }

  /// - Precondition: There is a column for each field, with as many bytes as it has.
  package init(fields: Fields, count: Int, columns: [IntegerTensor<UInt8>]) {
    require(
      columns.count == fields.count, "\(columns.count) columns for \(fields.count) fields")
    for (field, column) in zip(fields.specifications, columns) {
      require(
        column.shape == Shape(rows: count, columns: field.bytesPerExample),
        "\(count) examples with the field \(field) have no column of shape \(column.shape)")
    }
    self.init(unchecked: fields, count, columns)
  }

  private init(unchecked fields: Fields, _ count: Int, _ columns: [IntegerTensor<UInt8>]) {
    self.fields = fields
    self.count = count
    self.columns = columns
  }

  /// Some of the examples in a row, sharing the memory.
  public subscript(range: Range<Int>) -> ExampleSet {
    require(
      range.lowerBound >= 0 && range.upperBound <= count, "examples \(range) of \(count)")
    return ExampleSet(unchecked: fields, range.count, columns.map { $0.rows(range) })
  }

  /// The first examples, at most so many.
  public func prefix(_ count: Int) -> ExampleSet {
    require(count >= 0, "there are no first \(count) examples")
    return self[0..<min(count, self.count)]
  }

  /// A copy of the examples at some indices, in their order: a batch of shuffled ones.
  public func rows(at indices: some Collection<Int>) -> ExampleSet {
    for index in indices {
      require(index >= 0 && index < count, "example \(index) of \(count)")
    }
    return ExampleSet(
      unchecked: fields, indices.count,
      columns.map { column in
        let size = column.shape[1]
        return column.withElements { source in
          IntegerTensor(shape: Shape(rows: indices.count, columns: size)) { target in
            guard var place = target.baseAddress, let start = source.baseAddress else { return }
            for index in indices {
              place.update(from: start + index * size, count: size)
              place += size
            }
          }
        }
      })
  }

  /// The examples as a program meets them: pixels from 0 to 1, classes counted from 0.
  ///
  /// - Parameters:
  ///   - firstExample: Where in the global batch the first of them stands; at its beginning by default.
  ///   - team: Shares out pixels.
  public func batch(firstExample: Int = 0, using team: ThreadTeam = .serial) -> Batch {
    Batch(
      fields: fields,
      values: zip(fields.specifications, columns).map { $0.decode($1, using: team) },
      count: count, firstExample: firstExample)
  }
}
