import Datasets
import Programs
import TensorCore
import Training

/// Made-up examples, the same in every run: they need no data set and no drawing.
enum BenchExamples {
  /// Rows and columns of an image.
  static let side = 28
  /// Where images are inked; the margin is empty in all, as it is with digits, so that about half of
  /// the columns of a batch are.
  private static let inked = 4..<24
  /// How much of each row is inked, in one stroke: a fifth of an image, as with digits.
  private static let stroke = 8

  /// Splits for the digit classifier.
  static func digits(training: Int, validation: Int = 0) -> ExampleSplits {
    ExampleSplits(
      training: digits(training, path: "bench/training"),
      validation: digits(validation, path: "bench/validation"), test: digits(0, path: ""))
  }

  /// Splits for a program whose examples are numbers only.
  static func empty(training: Int) -> ExampleSplits {
    let none = ExampleSet(count: 0)
    return ExampleSplits(training: ExampleSet(count: training), validation: none, test: none)
  }

  private static func digits(_ count: Int, path: String) -> ExampleSet {
    let (pixels, labels) = bytes(count, path: path)
    return ExampleSet(
      fields: DigitClassifier().fields, count: count,
      columns: [
        IntegerTensor(pixels, shape: Shape(rows: count, columns: side * side)),
        IntegerTensor(labels, shape: Shape(rows: count, columns: 1)),
      ])
  }

  /// The pixels and the classes of some images.
  static func bytes(_ count: Int, path: String) -> (pixels: [UInt8], labels: [UInt8]) {
    var random = RandomStream(seed: 1, path: path).sequence()
    var pixels = [UInt8](repeating: 0, count: count * side * side)
    var labels = [UInt8](repeating: 0, count: count)
    pixels.withUnsafeMutableBufferPointer { pixels in
      for image in 0..<count {
        labels[image] = UInt8(random.nextWord() % 10)
        for row in inked {
          let places = UInt32(inked.count - stroke + 1)
          let start =
            (image * side + row) * side + inked.lowerBound + Int(random.nextWord() % places)
          for quarter in stride(from: 0, to: stroke, by: 4) {
            let word = random.nextWord()
            for byte in 0..<4 {
              pixels[start + quarter + byte] = UInt8(truncatingIfNeeded: word >> (8 * byte))
            }
          }
        }
      }
    }
    return (pixels, labels)
  }
}
