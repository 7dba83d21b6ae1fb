import TensorCore
import TestSupport
import Testing

@Suite("Tensors", .computing)
struct TensorTests {
  @Test("Shapes count their elements and print as Keras's do")
  func shapes() {
    #expect(Shape.scalar.rank == 0 && Shape.scalar.elementCount == 1)
    let shape: Shape = [32, 28, 28]
    #expect((shape.rank, shape.elementCount, shape[1]) == (3, 25_088, 28))
    #expect(shape.dimensions == [32, 28, 28] && shape.description == "[32, 28, 28]")
    #expect(shape == Shape([32, 28, 28]) && shape != [32, 784])
    #expect(Shape(rows: 2, columns: 3) == [2, 3] && Shape(count: 4) == [4])
    // A length of 1 is an axis all the same.
    #expect(Shape([2]) != Shape([2, 1]))
    #expect(shape.replacingFirst(with: 5) == [5, 28, 28])
    #expect(Shape([28, 28]).batch(of: 7) == [7, 28, 28])
    #expect(Shape([0, 3]).elementCount == 0)
  }

  @Test("Values go in and come out in row-major order")
  func values() {
    let tensor = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(tensor.values == [1, 2, 3, 4, 5, 6] && tensor.count == 6)
    #expect(tensor.slice(from: 2, shape: [2]).values == [3, 4])
    #expect(tensor.reshaped(to: [3, 2]).values == tensor.values)
    #expect(Tensor(7).scalar == 7 && Tensor(7).shape == .scalar)
    #expect(Tensor.zeros([2]).values == [0, 0])
    #expect(Tensor(repeating: 3, shape: [2, 2]).values == [3, 3, 3, 3])
    #expect(tensor.withBytes { $0.count } == 24)
    #expect(Tensor([1.5], shape: [1]).withBytes { Array($0) } == [0, 0, 0xC0, 0x3F])
    #expect(Tensor([1], shape: [1]).description == "Tensor[1](1.0)")
  }

  @Test("Identity is of shape and bits")
  func identity() {
    let nan = Float(bitPattern: 0x7FC0_0001)
    #expect(Tensor([nan]).isIdentical(to: Tensor([nan])))
    #expect(!Tensor([nan]).isIdentical(to: Tensor([.nan])))
    #expect(!Tensor([0]).isIdentical(to: Tensor([-0.0])))
    #expect(!Tensor([1, 2]).isIdentical(to: Tensor([1, 2], shape: [1, 2])))
    #expect(!Tensor([1, 2]).isIdentical(to: Tensor([1, 3])))
  }

  @Test(
    "Whole numbers are kept in row-major order, cut into rows without a copy, and equal by value")
  func integers() {
    let numbers = IntegerTensor<Int32>([-1, 2, 300, 4, .max, .min], shape: [3, 2])
    let rows = numbers.rows(1..<3)
    #expect(rows.shape == [2, 2] && rows.values == [300, 4, .max, .min])
    #expect(
      numbers.withBytes { $0.baseAddress! + 8 } == rows.withBytes { $0.baseAddress! })
    #expect(rows == IntegerTensor([300, 4, .max, .min], shape: [2, 2]))
    #expect(rows != rows.reshaped(to: [4]) && rows != numbers.rows(0..<2))
    #expect(numbers.description == "IntegerTensor[3, 2](-1, 2, 300, 4, 2147483647, -2147483648)")
    #expect(Tensor(numbers.rows(0..<2)).isIdentical(to: Tensor([-1, 2, 300, 4], shape: [2, 2])))
    #expect(numbers.withBytes { $0.count } == 24)
  }

  @Test("Lent whole numbers are used where they lie, and copied where they lie badly")
  func lentIntegers() {
    let owner = IntegerTensor<UInt8>([0, 1, 0, 0, 0, 2, 0, 0, 0])
    owner.withLendableBytes { bytes, storage in
      let aligned = IntegerTensor<Int32>(
        lending: UnsafeRawBufferPointer(rebasing: bytes[..<8]), shape: [2], from: storage)
      let shifted = IntegerTensor<Int32>(
        lending: UnsafeRawBufferPointer(rebasing: bytes[1...]), shape: [2], from: storage)
      #expect(aligned.values == [256, 512] && shifted.values == [1, 2])
      #expect(aligned.withBytes { $0.baseAddress! } == bytes.baseAddress!)
    }
  }

  @Test("Bytes are cut into rows without a copy")
  func bytes() {
    let bytes = IntegerTensor<UInt8>([1, 2, 3, 4, 5, 6], shape: [3, 2])
    let rows = bytes.rows(1..<3)
    #expect(rows.shape == [2, 2] && rows.values == [3, 4, 5, 6])
    #expect(rows.rows(1..<2).values == [5, 6])
    #expect(rows.rows(2..<2).values.isEmpty && rows.rows(2..<2).shape == [0, 2])
    #expect(
      bytes.withBytes { $0.baseAddress! + 2 } == rows.withBytes { $0.baseAddress! })
    #expect(IntegerTensor<UInt8>([], shape: [0, 5]).rows(0..<0).shape == [0, 5])
  }

  @Test("Results live as long as they are needed, not their operands")
  func lifetimes() {
    // Operands are let go at once; memory handed out again while still read would show.
    var sum = Tensor([0, 0, 0, 0])
    for index in 1...1_000 {
      sum = (sum + Tensor(repeating: Float(index), shape: [4])) * 1 - Tensor.zeros([4])
    }
    #expect(sum.values == [500_500, 500_500, 500_500, 500_500])
  }
}
