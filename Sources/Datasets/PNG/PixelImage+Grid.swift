import Diagnostics

extension PixelImage {
  /// Pictures beside and below each other, from left to right and from the top.
  ///
  /// - Parameters:
  ///   - images: At least one; all of one size and of the same colors.
  ///   - columns: How many to a row.
  ///   - margin: Pixels around each; 2 by default.
  ///   - background: The byte that margins and missing pictures consist of; black by default.
  public static func grid(
    of images: [PixelImage], columns: Int, margin: Int = 2, background: UInt8 = 0
  ) -> PixelImage {
    guard let first = images.first else {
      requirementFailure("a grid takes at least one picture")
    }
    require(
      columns > 0 && margin >= 0,
      "a grid has at least one column and a margin from 0, not \(columns) and \(margin)")
    for image in images {
      require(
        image.width == first.width && image.height == first.height
          && image.colors == first.colors,
        """
        a grid takes pictures of one size, not \(first.width) × \(first.height) of \
        \(first.colors) and \(image.width) × \(image.height) of \(image.colors)
        """)
    }
    let columns = min(columns, images.count)
    let rows = (images.count + columns - 1) / columns
    let width = columns * (first.width + margin) + margin
    let height = rows * (first.height + margin) + margin
    var grid = PixelImage(
      width: width, height: height, colors: first.colors,
      bytes: Array(repeating: background, count: width * height * first.colors.rawValue))
    for (index, image) in images.enumerated() {
      grid.place(
        image, left: margin + index % columns * (first.width + margin),
        top: margin + index / columns * (first.height + margin))
    }
    return grid
  }
}
