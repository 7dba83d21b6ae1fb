import TestSupport
import Testing

@testable import Datasets

@Suite("Synthetic digits", .computing)
struct SyntheticDigitsTests {
  @Test("are the same on every machine and in every build")
  func arePinned() {
    let dataset = SyntheticDigits(seed: 1).dataset(trainCount: 1000, testCount: 100)
    #expect(dataset.name == "synthetic")
    #expect(
      dataset.sha256 == "f6f083eb81ce2d820331f714944336bf3a1d986a5477b2bc3eb625a22e784589")
  }

  @Test("are the same one by one, in any order, as all at once")
  func doNotDependOnCount() {
    let examples = SyntheticDigits(seed: 9).examples(of: .train, count: 600)
    for index in [599, 0, 255, 256, 17] {
      var artist = DigitArtist(seed: 9, part: .train)
      let image = UnsafeMutableRawBufferPointer.allocate(byteCount: 784, alignment: 1)
      defer { image.deallocate() }
      #expect(Int(artist.draw(example: index, to: image)) == examples.label(at: index))
      examples.withUnsafeImageBytes(ofExamples: index..<index + 1) {
        #expect($0.elementsEqual(image))
      }
    }
  }

  @Test("differ from seed to seed and from part to part")
  func differ() {
    let digests = [
      SyntheticDigits(seed: 1).examples(of: .train, count: 50),
      SyntheticDigits(seed: 2).examples(of: .train, count: 50),
      SyntheticDigits(seed: 1).examples(of: .test, count: 50),
    ].map { ImageDataset(name: "", train: $0, test: $0).sha256 }
    #expect(Set(digests).count == 3)
  }

  @Test("show every digit about as often, in no order")
  func areBalanced() {
    let examples = SyntheticDigits(seed: 4).examples(of: .test, count: 3000)
    var counts = [Int](repeating: 0, count: 10)
    var repeats = 0
    for index in 0..<examples.count {
      counts[examples.label(at: index)] += 1
      if index > 0 && examples.label(at: index) == examples.label(at: index - 1) { repeats += 1 }
    }
    // Five standard deviations: √(3000 · 0.1 · 0.9) = 16.4.
    #expect(counts.allSatisfy { abs($0 - 300) < 83 }, "\(counts)")
    #expect(abs(repeats - 300) < 83)
  }

  @Test("lie within 20×20 pixels, have their mass in the middle, and ink enough to be read")
  func areNormalised() {
    let examples = SyntheticDigits(seed: 5).examples(of: .train, count: 1000)
    for index in 0..<examples.count {
      examples.withUnsafeImageBytes(ofExamples: index..<index + 1) { pixels in
        let inked = pixels.indices.filter { pixels[$0] > 0 }
        let (rows, columns) = (inked.map { $0 / 28 }, inked.map { $0 % 28 })
        #expect((rows.max() ?? 0) - (rows.min() ?? 0) < 20)
        #expect((columns.max() ?? 0) - (columns.min() ?? 0) < 20)
        let mass = inked.reduce(0) { $0 + Double(pixels[$1]) }
        let y = inked.reduce(0) { $0 + (Double($1 / 28) + 0.5) * Double(pixels[$1]) } / mass
        let x = inked.reduce(0) { $0 + (Double($1 % 28) + 0.5) * Double(pixels[$1]) } / mass
        #expect(abs(y - 14) < 0.51 && abs(x - 14) < 0.51, "example \(index): \(x), \(y)")
        #expect(inked.count > 30 && inked.count < 330, "example \(index): \(inked.count) pixels")
        #expect((pixels.max() ?? 0) > 180, "example \(index)")
      }
    }
  }
}
