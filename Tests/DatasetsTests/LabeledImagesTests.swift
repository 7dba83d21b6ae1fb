import TestSupport
import Testing

@testable import Datasets

@Suite("Labelled images", .computing)
struct LabeledImagesTests {
  private let images = LabeledImages(
    images: SharedBytes((0..<20 * 784).map { UInt8($0 / 784) }),
    labels: SharedBytes((0..<20).map { UInt8($0 % 10) }))

  @Test("are sliced without copying, slices of slices included")
  func areSliced() {
    let slice = images.slice(5..<18).slice(3..<10)
    #expect(slice.count == 7)
    #expect(slice.label(at: 0) == 8)
    #expect(slice.imageBytes === images.imageBytes)
    #expect(slice.imageByteRange(ofExamples: 1..<3) == 9 * 784..<11 * 784)
    #expect(slice.labelByteRange(ofExamples: 6..<7) == 14..<15)
    slice.withUnsafeImageBytes(ofExamples: 6..<7) { pixels in
      #expect(pixels.count == 784)
      #expect(pixels.allSatisfy { $0 == 14 })
      #expect(pixels.baseAddress == images.imageBytes.baseAddress + 14 * 784)
    }
    slice.withUnsafeLabelBytes(ofExamples: 0..<7) { labels in
      #expect(labels.elementsEqual([8, 9, 0, 1, 2, 3, 4]))
    }
  }

  @Test("may be none")
  func mayBeEmpty() {
    let nothing = images.slice(20..<20)
    #expect(nothing.count == 0)
    nothing.withUnsafeImageBytes(ofExamples: 0..<0) { #expect($0.isEmpty) }
  }

  @Test("keep their memory alive as long as somebody holds it")
  func keepMemory() {
    weak var owner: SharedBytes?
    var held: SharedBytes?
    do {
      let examples = LabeledImages(
        images: SharedBytes([UInt8](repeating: 9, count: 784)), labels: SharedBytes([9]))
      owner = examples.imageBytes
      held = examples.slice(0..<1).imageBytes
    }
    #expect(owner != nil)
    #expect(held?.withUnsafeBytes { $0.allSatisfy { $0 == 9 } } == true)
    held = nil
    #expect(owner == nil)
  }

  @Test("stop a program that gives them a label of 10")
  func refuseLabels() async {
    await #expect(processExitsWith: .failure) {
      _ = LabeledImages(
        images: SharedBytes([UInt8](repeating: 0, count: 784)), labels: SharedBytes([10]))
    }
  }

  @Test("stop a program that reads behind their end")
  func refuseRanges() async {
    await #expect(processExitsWith: .failure) {
      let examples = LabeledImages(
        images: SharedBytes([UInt8](repeating: 0, count: 2 * 784)), labels: SharedBytes([1, 2]))
      _ = examples.slice(0..<1).label(at: 1)
    }
  }
}
