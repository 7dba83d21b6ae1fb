import TestSupport
import Testing

@testable import Datasets

@Suite("A data set", .computing)
struct ImageDatasetTests {
  private let dataset = SyntheticDigits(seed: 3).dataset(trainCount: 30, testCount: 8)

  @Test("holds the first training examples out for validation")
  func isSplit() throws {
    let split = try dataset.split(validation: 10)
    #expect((split.train.count, split.validation.count, split.test.count) == (20, 10, 8))
    #expect(split.validation.imageByteRange(ofExamples: 0..<1).lowerBound == 0)
    #expect(split.train.imageByteRange(ofExamples: 0..<1).lowerBound == 10 * 784)
    #expect(split.test.imageBytes === dataset.test.imageBytes)
  }

  @Test("is limited behind the hold-out", arguments: [1, 8, 9, 15, 20, 21, 1000])
  func isLimited(limit: Int) throws {
    let split = try dataset.split(validation: 10, limit: limit)
    #expect(split.train.count == min(limit, 20))
    #expect(split.validation.count == min(limit, 10))
    #expect(split.test.count == min(limit, 8))
    #expect(split.train.imageByteRange(ofExamples: 0..<1).lowerBound == 10 * 784)
  }

  @Test("is refused when the hold-out takes everything", arguments: [30, 31, 10_000])
  func isTooSmall(validation: Int) {
    let error = #expect(throws: DatasetError.self) {
      try dataset.split(validation: validation)
    }
    #expect(error?.code == .nothingToTrainOn)
    #expect(error?.fault == .input)
    #expect(error?.problem.contains("only 30") == true)
  }

  @Test("may leave nothing out")
  func mayHoldOutNothing() throws {
    let split = try dataset.split(validation: 0)
    #expect((split.train.count, split.validation.count) == (30, 0))
  }
}
