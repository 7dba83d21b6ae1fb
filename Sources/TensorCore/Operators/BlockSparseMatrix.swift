import CVectorLoops

/// A matrix of which most is zero, kept as blocks of four rows by one column that are not all zero.
///
/// Four in five pixels of written digits are empty, and each image has its own: a product that goes
/// from block to block meets some 0.4 of what it would else, and reads the other matrix where it lies.
/// Which blocks there are follows from the matrix alone. An element of a product is the sum of its
/// blocks' terms in the order of the columns, by fused multiply-add, whatever the processor and the
/// number of threads.
///
/// The form is known as block compressed sparse rows:
/// <https://en.wikipedia.org/wiki/Sparse_matrix#Compressed_sparse_row_(CSR,_CRS_or_Yale_format)>.
struct BlockSparseMatrix: Sendable {
  /// How many rows the matrix has.
  let rows: Int
  private let columns: Int
  // How many blocks each group of rows has, then the blocks' columns, then their values.
  private let storage: Storage
  private var groups: Int { Self.groups(of: rows) }

  /// A matrix of live columns, packed, which are called by the numbers they had before; nil where
  /// leaving out its zeros would gain nothing.
  init?(_ matrix: Tensor, numberedBy live: LiveColumns) {
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    let made = Self(rows: rows, columns: columns) { counts, places, values, most in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: columns) { numbers in
        _ = numbers.initialize(from: live.runs.joined().lazy.map(UInt32.init))
        return tandem_sparse_blocks(
          counts, places, values, matrix.base, numbers.baseAddress, rows, columns, most)
      }
    }
    withExtendedLifetime(matrix) {}
    guard let made else { return nil }
    self = made
  }

  /// A matrix with its rows and columns exchanged; nil where leaving out its zeros would gain nothing.
  init?(transposing matrix: Tensor) {
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    // More rows of the other matrix than these would leave a cache before each group has met them.
    guard rows <= 512 else { return nil }
    let made = Self(rows: columns, columns: rows) { counts, places, values, _ in
      tandem_sparse_blocks_transposed(counts, places, values, matrix.base, rows, columns)
    }
    withExtendedLifetime(matrix) {}
    guard let made else { return nil }
    self = made
  }

  private init?(
    rows: Int, columns: Int,
    fill: (
      UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<Float>,
      _ most: Int
    ) -> Int
  ) {
    let most = Self.groups(of: rows) * columns
    // A processor without fused multiply-add, which SSE 4.1 stands for, would take far longer.
    guard InstructionSet.inUse != .sse41 else { return nil }
    (self.rows, self.columns) = (rows, columns)
    storage = Storage(
      byteCount: (Self.groups(of: rows) + most * (1 + Self.blockRows))
        * MemoryLayout<UInt32>.stride)
    // A product of few rows also saves the packing of the other matrix.
    let worthwhile = most * (rows < 64 ? 15 : 12) / 16
    guard fill(counts, columnPlaces, values, worthwhile) <= worthwhile else { return nil }
  }

  /// Writes the product with a matrix whose rows the columns' numbers name, of shape
  /// `[rows, right's columns]`.
  func multiply(_ right: Tensor, into result: MutableTensor, using team: ThreadTeam) {
    let width = right.shape[1]
    precondition(
      result.shape == Shape(rows: rows, columns: width),
      "can't write \(rows) rows of \(right.shape) to \(result.shape)")
    // All are kept alive below, until every slice is done.
    nonisolated(unsafe) let (counts, places, values) = (counts, columnPlaces, values)
    nonisolated(unsafe) let (source, target) = (right.base, result.base)
    team.forEachSlice(of: groups, grain: 1) { slice in
      let mode = tandem_flush_subnormals()
      defer { tandem_keep_subnormals(mode) }
      let first = slice.lowerBound * Self.blockRows
      tandem_sparse_product(
        target + first * width, counts + slice.lowerBound, places + slice.lowerBound * columns,
        values + first * columns, min(rows, slice.upperBound * Self.blockRows) - first, columns,
        source, width)
    }
    withExtendedLifetime((self, right, result)) {}
  }

  private static let blockRows = Int(TANDEM_BLOCK_ROWS)

  private static func groups(of rows: Int) -> Int { (rows + blockRows - 1) / blockRows }

  private var counts: UnsafeMutablePointer<UInt32> {
    storage.address.assumingMemoryBound(to: UInt32.self)
  }

  private var columnPlaces: UnsafeMutablePointer<UInt32> { counts + groups }

  private var values: UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer(columnPlaces + groups * columns).assumingMemoryBound(to: Float.self)
  }
}
