import Diagnostics
import OperatingSystem
import TensorCore

/// Draws handwritten-looking digits, for machines without MNIST.
///
/// A digit is one of several ways to write it, its points missed a little, bent by waves, turned,
/// slanted and stretched, drawn by a pen of varying width, fitted into 20×20 pixels and centred by
/// mass in 28×28, as MNIST's are. Example *i* depends on the seed, the part and *i* alone: not on the
/// count, the number of threads, the machine or the build.
public struct SyntheticDigits: Sendable, Hashable {
  /// Which examples: the two share nothing but the ways of writing.
  public enum Part: String, Sendable, Hashable, CaseIterable {
    /// The examples to train on.
    case train
    /// The examples to test on.
    case test
  }

  private static let bytesPerExample = LabeledImages.digitShape.reduce(1, *)

  /// What all examples follow from.
  public let seed: UInt64

  /// - Parameter seed: Another seed gives other digits.
  public init(seed: UInt64 = 1) {
    self.seed = seed
  }

  /// A data set named `synthetic`, by default of MNIST's size; drawn on all cores while the calling
  /// thread waits.
  public func dataset(trainCount: Int = 60_000, testCount: Int = 10_000) -> ImageDataset {
    dataset(trainCount: trainCount, testCount: testCount) { false }
  }

  /// The same, which leaves examples empty as soon as it is told to stop.
  func dataset(
    trainCount: Int, testCount: Int, shouldStop: @escaping @Sendable () -> Bool
  ) -> ImageDataset {
    ImageDataset(
      name: "synthetic",
      train: examples(of: .train, count: trainCount, shouldStop: shouldStop),
      test: examples(of: .test, count: testCount, shouldStop: shouldStop))
  }

  /// The first examples of a part.
  public func examples(of part: Part, count: Int) -> LabeledImages {
    examples(of: part, count: count) { false }
  }

  private func examples(
    of part: Part, count: Int, shouldStop: @escaping @Sendable () -> Bool
  ) -> LabeledImages {
    require(count >= 0, "a count of synthetic digits is not negative, as \(count) is")
    var labels: SharedBytes?
    let images = SharedBytes(count: count * Self.bytesPerExample) { images in
      labels = SharedBytes(count: count) { labels in
        draw(part, images: images, labels: labels, shouldStop: shouldStop)
      }
    }
    guard let labels else { requirementFailure("the labels are drawn with the images") }
    return LabeledImages(images: images, labels: labels)
  }

  private func draw(
    _ part: Part, images: UnsafeMutableRawBufferPointer, labels: UnsafeMutableRawBufferPointer,
    shouldStop: @escaping @Sendable () -> Bool
  ) {
    let chunk = 256
    let size = Self.bytesPerExample
    // Each iteration writes to examples of its own, and all have ended when the call returns.
    nonisolated(unsafe) let (images, labels) = (images, labels)
    BackgroundThread.forEach(
      (labels.count + chunk - 1) / chunk, threads: Processors.available
    ) { iteration in
      let examples = iteration * chunk..<min((iteration + 1) * chunk, labels.count)
      if shouldStop() {
        let pixels = examples.lowerBound * size..<examples.upperBound * size
        for (bytes, range) in [(images, pixels), (labels, examples)] {
          UnsafeMutableRawBufferPointer(rebasing: bytes[range])
            .initializeMemory(as: UInt8.self, repeating: 0)
        }
        return
      }
      var artist = DigitArtist(seed: seed, part: part)
      for index in examples {
        let image = UnsafeMutableRawBufferPointer(
          rebasing: images[index * size..<(index + 1) * size])
        labels[index] = artist.draw(example: index, to: image)
      }
    }
  }
}
