import CVectorLoops

// Element i of what is filled is drawn from word i of the stream, or from the words around it, at the
// address of the first step: equal streams fill equal values, whatever was drawn before.
extension RandomStream {
  /// Fills a span with numbers uniformly distributed over low..<high.
  public func fillUniform(_ values: inout MutableSpan<Float>, low: Float, high: Float) {
    values.withUnsafeMutableBufferPointer {
      tandem_random_uniform($0.baseAddress, $0.count, low, high, [key.x, key.y])
    }
  }

  /// Fills a span with normally distributed numbers.
  ///
  /// Source: Box and Muller, "A note on the generation of random normal deviates", 1958.
  public func fillNormal(_ values: inout MutableSpan<Float>, mean: Float, deviation: Float) {
    values.withUnsafeMutableBufferPointer {
      tandem_random_normal($0.baseAddress, $0.count, mean, deviation, [key.x, key.y])
    }
  }

  /// Fills a span with normally distributed numbers, each drawn again, for itself, as long as it is more
  /// than two deviations from the mean.
  public func fillTruncatedNormal(
    _ values: inout MutableSpan<Float>, mean: Float, deviation: Float
  ) {
    values.withUnsafeMutableBufferPointer {
      tandem_random_truncated_normal($0.baseAddress, $0.count, mean, deviation, [key.x, key.y])
    }
  }
}
