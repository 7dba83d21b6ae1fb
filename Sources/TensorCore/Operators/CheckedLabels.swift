import Diagnostics

/// Where labels lie that were found to be columns of the scores they index, as the loops take them.
enum CheckedLabels {
  /// A byte each.
  case uint8(UnsafePointer<UInt8>)
  /// Four bytes each.
  case int32(UnsafePointer<Int32>)
}

extension IntegerTensor {
  /// Checks labels against the scores they index before C code does.
  func withLabels<Result>(
    for scores: Tensor, in name: StaticString, _ body: (CheckedLabels) -> Result
  ) -> Result {
    require(
      scores.shape.rank == 2 && scores.shape[1] > 0 && shape == Shape(count: scores.shape[0]),
      """
      \(name) takes scores [rows, classes] and labels [rows], \
      not \(scores.shape) and \(shape)
      """)
    let classes = scores.shape[1]
    return withBytes { bytes in
      // Told apart by comparing types, which costs nothing; the loops below are compiled for theirs.
      if Element.self == UInt8.self {
        let labels = bytes.assumingMemoryBound(to: UInt8.self)
        requireLabels(labels, below: classes, in: name)
        return body(.uint8(labels.baseAddress!))
      }
      if Element.self == Int32.self {
        let labels = bytes.assumingMemoryBound(to: Int32.self)
        requireLabels(labels, below: classes, in: name)
        return body(.int32(labels.baseAddress!))
      }
      let labels = values
      labels.withUnsafeBufferPointer { requireLabels($0, below: classes, in: name) }
      return labels.map { Int32($0) }.withUnsafeBufferPointer { copy in
        body(.int32(copy.baseAddress!))
      }
    }
  }
}

private func requireLabels(
  _ labels: UnsafeBufferPointer<some IntegerElement>, below classes: Int, in name: StaticString
) {
  for (row, label) in labels.enumerated() {
    require(
      label >= 0 && label < classes,
      """
      \(name) takes labels below the \(classes) classes of its scores, \
      not \(label) in row \(row)
      """)
  }
}
