import Diagnostics

/// The rows of a table that whole numbers stand for: a vector for each word, item or class.
///
/// The gradient of a row is the sum of those of all places where it was taken, added from the first to the
/// last.
///
/// - Parameters:
///   - indices: Of any shape, each below the rows of the table.
///   - table: `[rows, width]`.
/// - Returns: `[…, width]`, in the shape of the indices with the width behind it.
///
/// Source: Keras, `keras.layers.Embedding`.
public func embedding(
  _ indices: IntegerTensor<some IntegerElement>, table: Tensor
) -> Tensor {
  require(
    table.shape.rank == 2, "embedding takes a table [rows, width], not one of shape \(table.shape)")
  return table.gatheringRows(indices)
}
