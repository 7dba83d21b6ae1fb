import CVectorLoops
import Diagnostics
import Synchronization

/// A matrix of which most is zero, kept as blocks of four rows by one column that are not all zero.
///
/// Four in five pixels of written digits are empty, and each image has its own: a product that goes
/// from block to block meets some 0.4 of what it would else, and reads the other matrix where it lies.
/// Which blocks there are follows from the matrix alone. An element of a product is the sum of its
/// blocks' terms in the order of the columns, by fused multiply-add, whatever the processor and the
/// number of threads. Where the matrix is cut into two bands of columns, each band has such a sum, and
/// the second is added to the first.
///
/// The form is known as block compressed sparse rows:
/// <https://en.wikipedia.org/wiki/Sparse_matrix#Compressed_sparse_row_(CSR,_CRS_or_Yale_format)>.
struct BlockSparseMatrix: Sendable {
  /// How many rows the matrix has.
  let rows: Int
  private let bands: [Range<Int>]
  // How many blocks each group of rows has, band after band, then the blocks' columns, then their
  // values.
  private let storage: Storage

  /// A matrix of live columns, packed, which are called by the numbers they had before; nil where
  /// leaving out its zeros would gain nothing.
  ///
  /// A matrix of few rows is cut into two bands. Two threads then read half of the other matrix each,
  /// the half whose gradient and update are theirs too, and find it in their caches.
  init?(_ matrix: Tensor, numberedBy live: LiveColumns, using team: ThreadTeam) {
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    let middle = Self.groups(of: columns) / 2 * Self.blockRows
    self.init(
      rows: rows,
      bands: rows <= Self.searchedRows && middle > 0
        ? [0..<middle, middle..<columns] : [0..<columns])
    let numberMemory = Storage(byteCount: live.count * MemoryLayout<UInt32>.stride)
    nonisolated(unsafe) let numbers = numberMemory.address.assumingMemoryBound(to: UInt32.self)
    for (place, column) in live.runs.joined().enumerated() { numbers[place] = UInt32(column) }
    let isWorthwhile = Atomic(true)
    nonisolated(unsafe) let source = matrix.base
    // Whether to give up is for each part to say, so that it does not depend on the team.
    let parts = (rows + Self.searchedRows - 1) / Self.searchedRows
    team.forEachSlice(of: bands.count * parts, grain: 1) { slice in
      for (band, part) in slice.lazy.map({ ($0 / parts, $0 % parts) }) {
        let columns = bands[band]
        let first = part * Self.searchedRows
        let count = min(rows - first, Self.searchedRows)
        let lists = lists(ofBand: band, from: first)
        let worthwhile = worthwhileBlocks(groups: Self.groups(of: count), columns: columns.count)
        let blocks = tandem_sparse_blocks(
          lists.counts, lists.columns, lists.values,
          source + first * matrix.shape[1] + columns.lowerBound, matrix.shape[1],
          numbers + columns.lowerBound, count, columns.count, worthwhile)
        if blocks > worthwhile { isWorthwhile.store(false, ordering: .relaxed) }
      }
    }
    withExtendedLifetime((matrix, numberMemory)) {}
    guard isWorthwhile.load(ordering: .relaxed) else { return nil }
  }

  /// A matrix with its rows and columns exchanged; nil where leaving out its zeros would gain nothing.
  init?(transposing matrix: Tensor, using team: ThreadTeam) {
    let (inner, columns) = (matrix.shape[0], matrix.shape[1])
    // More rows of the other matrix than these would leave a cache before each group has met them.
    guard inner <= 512 else { return nil }
    self.init(rows: columns, bands: [0..<inner])
    let blocks = Atomic(0)
    nonisolated(unsafe) let source = matrix.base
    team.forEachSlice(of: groups, grain: 16) { slice in
      let first = slice.lowerBound * Self.blockRows
      let lists = lists(ofBand: 0, from: first)
      blocks.add(
        tandem_sparse_blocks_transposed(
          lists.counts, lists.columns, lists.values, source + first, columns, inner,
          min(columns, slice.upperBound * Self.blockRows) - first),
        ordering: .relaxed)
    }
    withExtendedLifetime(matrix) {}
    guard blocks.load(ordering: .relaxed) <= worthwhileBlocks(groups: groups, columns: inner) else {
      return nil
    }
  }

  private init?(rows: Int, bands: [Range<Int>]) {
    // A processor without fused multiply-add, which SSE 4.1 stands for, would take far longer.
    guard !Rehearsal.isOn, InstructionSet.inUse != .sse41 else { return nil }
    (self.rows, self.bands) = (rows, bands)
    let groups = Self.groups(of: rows)
    storage = Storage(
      byteCount: groups * (bands.count + bands.last!.upperBound * (1 + Self.blockRows))
        * MemoryLayout<UInt32>.stride)
  }

  /// The most blocks, of so many groups of rows by columns, with which leaving out the others pays.
  private func worthwhileBlocks(groups: Int, columns: Int) -> Int {
    // A product of few rows also saves the packing of the other matrix.
    groups * columns * (rows < 64 ? 15 : 12) / 16
  }

  /// Writes the product with a matrix whose rows the columns' numbers name, of shape
  /// `[rows, right's columns]`.
  ///
  /// - Parameters:
  ///   - right: The other matrix.
  ///   - result: Where the product goes.
  ///   - team: Shares out bands and rows.
  ///   - finish: Called for rows of the product that are done, on the threads of the team; does
  ///     nothing by default.
  func multiply(
    _ right: Tensor, into result: MutableTensor, using team: ThreadTeam,
    finish: (Range<Int>) -> Void = { _ in }
  ) {
    let width = right.shape[1]
    require(
      result.shape == Shape(rows: rows, columns: width),
      "can't write \(rows) rows of \(right.shape) to \(result.shape)")
    let second = MutableTensor(shape: Shape(rows: bands.count == 1 ? 0 : rows, columns: width))
    // All are kept alive below, until every slice is done.
    nonisolated(unsafe) let source = right.base
    nonisolated(unsafe) let targets = (result.base, second.base)
    let slices = max(1, min(team.threads / bands.count, groups))
    team.forEach(bands.count * slices) { index in
      let (band, slice) = (index / slices, index % slices)
      let first = groups * slice / slices * Self.blockRows
      let end = min(rows, groups * (slice + 1) / slices * Self.blockRows)
      let lists = lists(ofBand: band, from: first)
      let mode = tandem_flush_subnormals()
      defer { tandem_keep_subnormals(mode) }
      tandem_sparse_product(
        (band == 0 ? targets.0 : targets.1) + first * width, lists.counts, lists.columns,
        lists.values, end - first, bands[band].count, source, width)
      if bands.count == 1 { finish(first..<end) }
    }
    if bands.count > 1 {
      team.forEachSlice(ofRows: result.shape) { slice in
        let (start, count) = (slice.lowerBound * width, slice.count * width)
        tandem_add(targets.0 + start, targets.0 + start, targets.1 + start, count)
        finish(slice)
      }
    }
    withExtendedLifetime((self, right, result, second)) {}
  }

  private static let blockRows = Int(TANDEM_BLOCK_ROWS)
  // So many are searched at a time.
  private static let searchedRows = 64

  private static func groups(of rows: Int) -> Int { (rows + blockRows - 1) / blockRows }

  private var groups: Int { Self.groups(of: rows) }

  /// Where the blocks of a band's rows are told: see `tandem_sparse_blocks`.
  private func lists(
    ofBand band: Int, from row: Int
  ) -> (
    counts: UnsafeMutablePointer<UInt32>, columns: UnsafeMutablePointer<UInt32>,
    values: UnsafeMutablePointer<Float>
  ) {
    let counts = storage.address.assumingMemoryBound(to: UInt32.self)
    let columns = counts + groups * bands.count
    let values = UnsafeMutableRawPointer(columns + groups * bands.last!.upperBound)
      .assumingMemoryBound(to: Float.self)
    let group = row / Self.blockRows
    let places = groups * bands[band].lowerBound + group * bands[band].count
    return (
      counts + groups * band + group, columns + places, values + places * Self.blockRows
    )
  }
}
