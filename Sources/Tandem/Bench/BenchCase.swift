import Training

/// One thing to measure: what it is, and how.
struct BenchCase {
  /// The figure to be, without its rounds.
  let figure: BenchFigure
  /// Measures it once.
  let measure: () throws -> BenchSample

  /// The figure with what its rounds came to.
  func figure(of samples: [BenchSample]) -> BenchFigure {
    let spread = BenchFigure.Spread(of: samples.map(\.milliseconds))
    let typical = samples.min {
      abs($0.milliseconds - spread.median) < abs($1.milliseconds - spread.median)
    }
    var figure = figure
    figure.milliseconds = spread
    figure.breakdown = typical?.breakdown
    figure.transport = typical?.transport ?? figure.transport
    return figure
  }
}
