import Diagnostics

/// Cuts the result of a matrix product into tiles, by its shape alone.
///
/// Large products give every core of a small machine something to do; small ones stay whole, since
/// a call has a cost of its own.
package struct MatrixTiling: Sendable {
  /// A rectangle of the result.
  package struct Tile: Equatable {
    package let rows: Range<Int>
    package let columns: Range<Int>
  }

  /// A tile has at least about so many multiplications.
  static let leastProducts = 3_300_000
  static let mostTiles = 16
  // Whole vector registers, so that no tile but the last has a ragged edge.
  static let granule = 16

  let rows: Int
  let columns: Int
  /// The number of tiles, at least 1.
  package let count: Int
  private let cutsRows: Bool

  package init(rows: Int, columns: Int, inner: Int) {
    self.rows = rows
    self.columns = columns
    cutsRows = rows >= columns
    let granules = (max(rows, columns) + Self.granule - 1) / Self.granule
    let products = rows * columns * inner
    let most = max(1, min(products / Self.leastProducts, Self.mostTiles, granules))
    // A power of two, which a machine's cores mostly are.
    count = 1 << (Int.bitWidth - 1 - most.leadingZeroBitCount)
  }

  package subscript(index: Int) -> Tile {
    require(index >= 0 && index < count, "tile \(index) of \(count)")
    let length = cutsRows ? rows : columns
    let granules = (length + Self.granule - 1) / Self.granule
    let lower = granules * index / count * Self.granule
    let upper = min(length, granules * (index + 1) / count * Self.granule)
    return cutsRows
      ? Tile(rows: lower..<upper, columns: 0..<columns)
      : Tile(rows: 0..<rows, columns: lower..<upper)
  }
}
