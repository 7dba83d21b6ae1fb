import Diagnostics

/// What a program's data comes to: examples to train on, which of them to hold out or which others to
/// validate with, others to test with, and in which order to train.
///
/// ```swift
/// func data(_ source: DataSource) throws -> Splits {
///   let table = try CSVTable(source.path(of: "a table of flowers"))
///   let examples = try ExampleSet([
///     measures.column(table.floats(names)), species.column(table.classes("species").labels),
///   ])
///   return Splits("flowers", training: examples, holdingOut: .lastFraction(0.2)).shuffled()
/// }
/// ```
public struct Splits: Sendable {
  /// The examples to train on, before any are held out.
  public let training: ExampleSet
  /// Which of them are held out for validation; nil if others are to validate with.
  public private(set) var holdOut: HoldOut?
  /// Examples of their own to validate with; nil if some of the others are.
  public let validation: ExampleSet?
  /// The examples that the end is judged by.
  public let test: ExampleSet
  /// Whether each epoch goes through the training examples in an order of its own.
  public private(set) var isShuffled = false
  /// Which data it is.
  public let origin: DatasetOrigin

  /// Examples that some of are held out for validation.
  ///
  /// - Parameters:
  ///   - name: What the data is called in reports.
  ///   - training: The examples.
  ///   - holdOut: Which of them are held out; none by default.
  ///   - test: The examples that the end is judged by; none by default.
  public init(
    _ name: String, training: ExampleSet, holdingOut holdOut: HoldOut = .first(0),
    test: ExampleSet = ExampleSet(count: 0)
  ) {
    self.init(
      training: training, holdingOut: holdOut, test: test,
      origin: DatasetOrigin(named: name, [("training", training), ("test", test)]))
  }

  /// Examples to train on and others to validate with.
  ///
  /// - Parameters:
  ///   - name: What the data is called in reports.
  ///   - training: The examples to train on.
  ///   - validation: The examples that each epoch is judged by.
  ///   - test: The examples that the end is judged by; none by default.
  public init(
    _ name: String, training: ExampleSet, validation: ExampleSet,
    test: ExampleSet = ExampleSet(count: 0)
  ) {
    self.training = training
    self.validation = validation
    self.test = test
    origin = DatasetOrigin(
      named: name, [("training", training), ("validation", validation), ("test", test)])
  }

  init(training: ExampleSet, holdingOut holdOut: HoldOut, test: ExampleSet, origin: DatasetOrigin) {
    self.training = training
    self.holdOut = holdOut
    self.test = test
    self.origin = origin
    validation = nil
  }

  /// The same, each epoch in an order of its own that follows from the seed of the run and the epoch:
  /// whatever the number of workers, the same.
  public func shuffled() -> Splits {
    var splits = self
    splits.isShuffled = true
    return splits
  }

  /// The same with others of the training examples held out.
  ///
  /// - Throws: ``DatasetError/Code/ambiguous`` if there are examples of their own to validate with.
  public func holdingOut(_ holdOut: HoldOut) throws(DatasetError) -> Splits {
    guard validation == nil else {
      throw DatasetError(
        .ambiguous, "holding out examples of \(origin.name)",
        problem: "the data has examples of its own to validate with",
        remedy: "Do without --hold-out, or let the program's data have none")
    }
    var splits = self
    splits.holdOut = holdOut
    return splits
  }

  /// The examples of each part.
  ///
  /// - Parameter limit: If given, train on the first so many examples behind the hold-out, and validate
  ///   and test on at most as many each.
  /// - Throws: ``DatasetError/Code/nothingToTrainOn`` if the hold-out takes them all.
  public func examples(limit: Int? = nil) throws(DatasetError) -> ExampleSplits {
    require(limit.map { $0 > 0 } ?? true, "a limit is positive, but is \(limit ?? 0)")
    let limit = limit ?? .max
    var (kept, heldOut) = (training, validation ?? ExampleSet(count: 0))
    if validation == nil {
      let ranges = try cut()
      (kept, heldOut) = (training[ranges.training], training[ranges.heldOut])
    }
    return ExampleSplits(
      training: kept.prefix(limit), validation: heldOut.prefix(limit), test: test.prefix(limit),
      isShuffled: isShuffled)
  }

  private func cut() throws(DatasetError) -> (training: Range<Int>, heldOut: Range<Int>) {
    do throws(DatasetError) {
      return try (holdOut ?? .first(0)).split(training.count)
    } catch {
      throw DatasetError(
        error.code, "splitting the data set \(origin.name)", problem: error.problem,
        remedy: error.remedy)
    }
  }
}
