import TensorCore
import TestSupport
import Testing

@testable import Datasets

@Suite("Pictures as PNG", .computing)
struct PNGTests {
  private static func random(
    width: Int, height: Int, colors: PixelImage.Colors, levels: Float = 256
  ) -> PixelImage {
    let count = width * height * colors.rawValue
    let values = Tensor.random([count], seed: 1, in: 0..<levels).values
    return PixelImage(
      width: width, height: height, colors: colors, bytes: values.map { UInt8($0) })
  }

  @Test(
    "hold every row behind a byte for no filter, with right checksums",
    arguments: [(1, 1), (28, 28), (302, 302), (3, 700), (1000, 97)], [3, 256] as [Float])
  func roundTrip(size: (width: Int, height: Int), levels: Float) throws {
    for colors in [PixelImage.Colors.grey, .rgb] {
      let image = Self.random(
        width: size.width, height: size.height, colors: colors, levels: levels)
      let file = PNGFile(image.png())
      #expect(file.signature == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
      #expect(file.chunks.map(\.type) == ["IHDR", "IDAT", "IEND"])
      #expect(file.chunks.allSatisfy { $0.hasRightChecksum })
      let sides = [size.width, size.height].flatMap { side in
        [24, 16, 8, 0].map { UInt8(side >> $0 & 255) }
      }
      #expect(file.chunks[0].contents == sides + [8, colors == .grey ? 0 : 2, 0, 0, 0])
      let length = size.width * colors.rawValue
      let wanted: [UInt8] = (0..<size.height).flatMap { row in
        [0] + image.bytes[row * length..<(row + 1) * length]
      }
      let packed = file.chunks[1].contents
      // RFC 1950: deflate with a window of at most 32 KiB, no dictionary, and a multiple of 31.
      #expect(packed[0] & 15 == 8 && packed[0] >> 4 <= 7 && packed[1] & 32 == 0)
      #expect((Int(packed[0]) << 8 | Int(packed[1])).isMultiple(of: 31))
      let rows = try file.rows(expecting: wanted)
      #expect(rows == wanted)
      #expect(file.packedChecksum == PNGFile.adler(wanted))
    }
  }

  @Test("have the checksums that others gave to a header of one pixel and to the end")
  func knownChecksums() {
    let grey = PNGFile(PixelImage(width: 1, height: 1, bytes: [7]).png())
    #expect(grey.chunks[0].checksum == 0x3A7E_9B55)
    let color = PNGFile(PixelImage(width: 1, height: 1, colors: .rgb, bytes: [1, 2, 3]).png())
    #expect(color.chunks[0].checksum == 0x9077_53DE)
    #expect(grey.chunks[2].checksum == 0xAE42_6082)
  }

  @Test("are small where most is black, as with digits")
  func size() {
    let discs = (0..<100).map { index in
      PixelImage(
        width: 28, height: 28,
        bytes: (0..<784).map { place in
          let (x, y) = (place % 28 - 14 - index % 5, place / 28 - 14 - index % 7)
          return UInt8(max(0, 255 - 7 * abs(x * x + y * y - 40)))
        })
    }
    let grid = PixelImage.grid(of: discs, columns: 10)
    #expect(grid.width == 302 && grid.height == 302)
    #expect(grid.png().count < 302 * 302 / 8)
  }

  @Test("are made of numbers: 0 is black, 1 white, and what is beyond no worse")
  func fromTensor() {
    let numbers: [Float] = [0, 1, 0.5, -3, 7, .nan, .infinity, -.infinity, 0.001, 0.002]
    let images = PixelImage.images(from: Tensor(numbers, shape: [2, 1, 5]))
    #expect(images.count == 2 && images[0].width == 5 && images[0].height == 1)
    #expect(images[0].bytes == [0, 255, 128, 0, 255])
    #expect(images[1].bytes == [0, 255, 0, 0, 1])
    let colored = PixelImage.images(from: Tensor.random([2, 4, 5, 3], seed: 1, in: 0..<1))
    #expect(colored[1].colors == .rgb && colored[1].bytes.count == 60)
    #expect(PixelImage.images(from: .zeros([1, 4, 5, 1]))[0].colors == .grey)
  }

  @Test("stand in a grid with margins, the last row perhaps not full")
  func grid() {
    let images = (1...3).map { PixelImage(width: 2, height: 1, bytes: [UInt8($0), 9]) }
    let grid = PixelImage.grid(of: images, columns: 2, margin: 1, background: 5)
    #expect(grid.width == 7 && grid.height == 5)
    #expect(
      grid.bytes == [
        5, 5, 5, 5, 5, 5, 5,
        5, 1, 9, 5, 2, 9, 5,
        5, 5, 5, 5, 5, 5, 5,
        5, 3, 9, 5, 5, 5, 5,
        5, 5, 5, 5, 5, 5, 5,
      ])
    let row = PixelImage.grid(of: images, columns: 9, margin: 0)
    #expect(row.width == 6 && row.height == 1 && row.bytes == [1, 9, 2, 9, 3, 9])
    let colored = (0..<2).map {
      PixelImage(width: 1, height: 1, colors: .rgb, bytes: [UInt8($0), 8, 9])
    }
    #expect(PixelImage.grid(of: colored, columns: 1, margin: 0).bytes == [0, 8, 9, 1, 8, 9])
  }
}
