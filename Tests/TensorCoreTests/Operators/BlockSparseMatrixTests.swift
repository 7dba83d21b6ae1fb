import Synchronization
import TestSupport
import Testing

@testable import TensorCore

@Suite(
  "A matrix of which most is zero, as blocks", .computing,
  .enabled(if: InstructionSet.widest != .sse41, "under SSE 4.1 there are none"))
struct BlockSparseMatrixTests {
  /// Columns that no row has ink in, and scattered ink in the others, a negative zero among it.
  private static func matrix(rows: Int, columns: Int) -> Tensor {
    var values = Tensor.random([rows, columns], seed: UInt64(rows * 1000 + columns)).values
    for index in values.indices {
      let (row, column) = (index / columns, index % columns)
      if column % 5 == 3 || (row / 2 + column / 3) % 4 != 0 { values[index] = 0 }
    }
    values[rows * columns - 1] = -0.0
    return Tensor(values, shape: Shape(rows: rows, columns: columns))
  }

  /// Each sum from left to right by fused multiply-add, zeros and all; behind a cut a sum of its own,
  /// which is added to the first.
  private static func product(
    _ left: [Float], _ right: [Float], rows: Int, inner: Int, columns: Int, transposingLeft: Bool,
    cutAt cut: Int = .max
  ) -> [Float] {
    var result = [Float](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        var sums: [Float] = [0, 0]
        for k in 0..<inner {
          let x = transposingLeft ? left[k * rows + row] : left[row * inner + k]
          sums[k < cut ? 0 : 1].addProduct(x, right[k * columns + column])
        }
        result[row * columns + column] = sums[0] + sums[1]
      }
    }
    return result
  }

  /// Rows around a group's four and around those that are searched at a time, and widths around
  /// registers, panels and bands.
  private static let rows = [5, 7, 8, 16, 30, 64, 65, 130]
  private static let widths = [1, 15, 16, 17, 64, 100, 255, 256, 257, 300, 512]

  @Test(
    "multiplies to the bit as a plain loop of fused multiply-adds does", arguments: rows, widths)
  func forward(rows: Int, width: Int) throws {
    let inner = 203
    // A kernel so large that looking for empty columns pays.
    let large = Tensor.random([inner, 512], seed: 1)
    let input = Self.matrix(rows: rows, columns: inner)
    let live = try #require(LiveColumns(of: input, multipliedBy: large))
    let right = Tensor.random([inner, width], seed: 2)
    // Few rows are cut in the middle of the live columns, between groups of four.
    let middle = Array(live.runs.joined())[(live.count + 3) / 4 / 2 * 4]
    let expected = Self.product(
      input.values, right.values, rows: rows, inner: inner, columns: width,
      transposingLeft: false, cutAt: rows <= 64 ? middle : .max)
    for threads in [1, 2, 3, 8] {
      let team = ThreadTeam(threads: threads)
      let sparse = try #require(
        BlockSparseMatrix(
          live.packingColumns(of: input, using: team), numberedBy: live, using: team))
      let result = MutableTensor(shape: Shape(rows: rows, columns: width))
      let finished = Mutex([Int](repeating: 0, count: rows))
      result.fill(with: .nan)
      sparse.multiply(right, into: result, using: team) { slice in
        finished.withLock { finished in
          for row in slice { finished[row] += 1 }
        }
      }
      #expect(result.frozen.values == expected)
      #expect(finished.withLock(\.self) == Array(repeating: 1, count: rows))
    }
  }

  @Test("multiplies the same transposed", arguments: [1, 3] + rows, widths)
  func transposed(columns: Int, width: Int) throws {
    let inner = 37
    let input = Self.matrix(rows: inner, columns: columns)
    let right = Tensor.random([inner, width], seed: 3)
    let expected = Self.product(
      input.values, right.values, rows: columns, inner: inner, columns: width,
      transposingLeft: true)
    for threads in [1, 2, 3, 8] {
      let team = ThreadTeam(threads: threads)
      let sparse = try #require(BlockSparseMatrix(transposing: input, using: team))
      let result = MutableTensor(shape: Shape(rows: columns, columns: width))
      result.fill(with: .nan)
      sparse.multiply(right, into: result, using: team)
      #expect(result.frozen.values == expected)
    }
  }

  @Test("is not made of a matrix that is full, nor of one with few empty blocks")
  func full() {
    #expect(BlockSparseMatrix(transposing: .random([32, 40], seed: 4), using: .serial) == nil)
    var values = Tensor.random([32, 40], seed: 5).values
    // One column in four is empty, yet no block of four.
    for index in values.indices where index % 4 == 1 { values[index] = 0 }
    #expect(BlockSparseMatrix(transposing: Tensor(values, shape: [32, 40]), using: .serial) == nil)
  }

  @Test("meets no number that its zeros would have met")
  func infinite() throws {
    let input = Tensor([0, 0, 0, 0, 1, 0, 0, 0], shape: [1, 8])
    var kernel = [Float](repeating: .infinity, count: 8 * 16)
    for column in 0..<16 { kernel[4 * 16 + column] = Float(column) }
    let sparse = try #require(
      BlockSparseMatrix(transposing: Tensor(input.values, shape: [8, 1]), using: .serial))
    let result = MutableTensor(shape: [1, 16])
    sparse.multiply(Tensor(kernel, shape: [8, 16]), into: result, using: .serial)
    #expect(result.frozen.values == (0..<16).map(Float.init))
  }
}
