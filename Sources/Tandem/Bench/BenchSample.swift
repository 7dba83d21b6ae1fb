import Training

/// What one round of a measurement came to.
struct BenchSample {
  let milliseconds: Double
  var breakdown: StepBreakdown?
  /// How coordinator and workers talked in the end.
  var transport: String?
}
