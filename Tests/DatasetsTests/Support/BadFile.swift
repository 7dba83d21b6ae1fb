import Testing

@testable import Datasets

/// A way for a data directory to be wrong, and what is said about it.
struct BadFile: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let code: DatasetError.Code
  /// What the message must contain.
  let words: [String]
  let file: MNISTFile
  let damage: @Sendable (inout [UInt8]) -> Void

  init(
    _ description: String, _ code: DatasetError.Code, _ words: String..., in file: MNISTFile,
    damage: @escaping @Sendable (inout [UInt8]) -> Void
  ) {
    testDescription = description
    self.code = code
    self.words = words
    self.file = file
    self.damage = damage
  }

  static let all = [
    BadFile("an empty file", .truncated, "magic", "empty", in: .trainImages) { $0 = [] },
    BadFile("a file of three bytes", .truncated, "magic", in: .testLabels) { $0 = [0, 0, 8] },
    BadFile("a header cut short", .truncated, "dimensions", in: .testImages) {
      $0.removeLast($0.count - 13)
    },
    BadFile("pixels cut short", .truncated, "9408", "9407", in: .trainImages) { $0.removeLast() },
    BadFile("labels cut short", .truncated, "5", "4", in: .testLabels) { $0.removeLast() },
    BadFile("a byte too many", .oversized, "9408", in: .trainImages) { $0.append(0) },
    BadFile("many bytes too many", .oversized, "12", in: .trainLabels) {
      $0 += [UInt8](repeating: 0, count: 200_000)
    },
    BadFile("labels in the place of images", .wrongMagic, "0x00000801", "labels", in: .testImages) {
      $0 = [0, 0, 8, 1, 0, 0, 0, 1, 7]
    },
    BadFile("images in the place of labels", .wrongMagic, "0x00000803", "images", in: .trainLabels)
    {
      $0 = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28]
    },
    BadFile("a web page", .wrongMagic, "0x3c68746d", "HTML", in: .trainImages) {
      $0 = Array("<html>".utf8)
    },
    BadFile("a pointer", .wrongMagic, "git lfs pull", in: .testLabels) {
      $0 = Array("version https://git-lfs.example/v1\noid sha256:0123\nsize 12\n".utf8)
    },
    BadFile("a refusal", .wrongMagic, "\"Access denied\"", in: .testImages) {
      $0 = Array("Access denied".utf8)
    },
    BadFile("an archive", .wrongMagic, "zip archive", in: .trainLabels) {
      $0 = [0x50, 0x4B, 3, 4] + [UInt8](repeating: 7, count: 900)
    },
    BadFile("a copy broken off", .wrongMagic, "nothing but zeros", in: .trainImages) {
      $0 = [UInt8](repeating: 0, count: 900)
    },
    BadFile("what nobody knows", .wrongMagic, "0x01020304", in: .trainImages) {
      $0 = [1, 2, 3, 4, 5]
    },
    BadFile("27 rows", .wrongDimensions, "27×28", "28×28", in: .testImages) { $0[11] = 27 },
    BadFile("no pixels", .wrongDimensions, "28×0", in: .trainImages) { $0[15] = 0 },
    BadFile("no examples", .empty, in: .testLabels) { $0 = [0, 0, 8, 1, 0, 0, 0, 0] },
    BadFile("four thousand million images", .tooLarge, "4294967295", in: .trainImages) {
      $0.replaceSubrange(4..<8, with: [255, 255, 255, 255])
    },
    BadFile("a million images announced", .truncated, "784000000", in: .trainImages) {
      $0.replaceSubrange(4..<8, with: [0, 0x0F, 0x42, 0x40])
    },
    BadFile(
      "eleven labels for twelve images", .countsDiffer, "12 images", "11 labels", in: .trainLabels
    ) {
      $0[7] = 11
      $0.removeLast()
    },
    BadFile("a label of 10", .labelOutOfRange, "label 10 at index 3 ", in: .testLabels) {
      $0[8 + 3] = 10
    },
    BadFile("a label of 255", .labelOutOfRange, "label 255 at index 11 ", in: .trainLabels) {
      $0[8 + 11] = 255
    },
  ]
}
