import Datasets
import Programs
import TensorCore
import Training

/// Everything that can be measured, as the options ask for it.
struct BenchCatalog {
  let settings: BenchSettings
  let machine: BenchMachine

  /// The cases of some kinds, in their order, those of one title together.
  func cases(of kinds: [BenchFigure.Kind]) -> [BenchCase] {
    var titles: [String] = []
    var cases: [String: [BenchCase]] = [:]
    for one in BenchFigure.Kind.allCases.filter(kinds.contains).flatMap(self.cases) {
      let title = one.figure.title
      if cases[title] == nil { titles.append(title) }
      // What two sweeps have in common is measured once.
      if cases[title]?.contains(where: { $0.figure == one.figure }) != true {
        cases[title, default: []].append(one)
      }
    }
    return titles.flatMap { cases[$0] ?? [] }
  }

  private func cases(of kind: BenchFigure.Kind) -> [BenchCase] {
    switch kind {
    case .step: steps
    case .exchange: exchanges
    case .update: updates
    case .tape: [tape]
    case .handover: [handover]
    case .evaluation: [BenchPlace.single, shared(settings.workers)].map(evaluation)
    case .startup: startups
    case .sweep: sweep
    }
  }

  private var transports: [BenchPlace] {
    [.shm, .ipc, .tcp].map { .workers(settings.workers, $0) }
  }

  private func shared(_ workers: Int) -> BenchPlace { .workers(workers, .shm) }

  private var steps: [BenchCase] {
    settings.stepBatchSizes.flatMap { batchSize in
      ([.single] + transports).map { step(.step, batchSize: batchSize, at: $0) }
    }
  }

  /// One thing is varied at a time, the others as by default.
  private var sweep: [BenchCase] {
    let both = [.single, shared(settings.workers)]
    return settings.sweepBatchSizes.flatMap { batchSize in
      both.map { step(.sweep, batchSize: batchSize, at: $0) }
    }
      + settings.widths.flatMap { width in
        both.map { step(.sweep, hiddenUnits: width, at: $0) }
      }
      + settings.workerCounts.map { step(.sweep, at: shared($0)) }
  }

  private func step(
    _ kind: BenchFigure.Kind, batchSize: Int = 32, hiddenUnits: Int = 512, at place: BenchPlace
  ) -> BenchCase {
    let program = BenchProgram.digits(hiddenUnits: hiddenUnits)
    var figure = figure(kind, program.weightCount, at: place)
    figure.batchSize = batchSize
    figure.hiddenUnits = hiddenUnits
    let count = settings.steps(forWork: batchSize * hiddenUnits, typically: 32 * 512)
    return BenchCase(figure: figure) {
      try stepSample(
        program, batchSize: batchSize, at: place,
        examples: BenchExamples.digits(training: count * batchSize))
    }
  }

  private var exchanges: [BenchCase] {
    settings.weights.flatMap { weights in
      transports.map { place in
        BenchCase(figure: figure(.exchange, weights, at: place)) {
          let count = settings.steps(forWork: weights, typically: 407_050)
          return try stepSample(
            .exchange(weights: weights), batchSize: place.shards, at: place,
            examples: BenchExamples.empty(training: count * place.shards))
        }
      }
    }
  }

  /// The first epoch warms up; the second is measured.
  private func stepSample(
    _ program: BenchProgram, batchSize: Int, at place: BenchPlace, examples: ExampleSplits
  ) throws -> BenchSample {
    let outcome = try BenchJob(
      program: program, place: place,
      configuration: JobConfiguration(epochs: 2, batchSize: batchSize, shards: place.shards),
      examples: examples, machine: machine
    ).run()
    return BenchSample(
      milliseconds: outcome.epochs[1].stepMilliseconds.median, breakdown: outcome.breakdown,
      transport: outcome.transport)
  }

  private var updates: [BenchCase] {
    settings.weights.map { weights in
      var figure = figure(.update, weights, at: .single)
      figure.items = settings.workers
      return BenchCase(figure: figure) {
        try UpdateBench(
          weights: weights, nodes: settings.workers, threads: figure.threads,
          steps: settings.steps(forWork: weights, typically: 407_050)
        ).run()
      }
    }
  }

  private var tape: BenchCase {
    var figure = figure(.tape, TapeBench.variables, at: .single)
    figure.threads = 1
    figure.items = TapeBench.variables + TapeBench.operators
    return BenchCase(figure: figure) {
      try TapeBench(steps: 50 * settings.steps(forWork: 1, typically: 1)).run()
    }
  }

  private var handover: BenchCase {
    var figure = figure(.handover, 1, at: .single)
    figure.threads = 2
    return BenchCase(figure: figure) {
      try HandoverBench(blocks: settings.quick ? 10 : 100).run()
    }
  }

  private func evaluation(at place: BenchPlace) -> BenchCase {
    let program = BenchProgram.digits(hiddenUnits: 512)
    let batchSize = 32
    var figure = figure(.evaluation, program.weightCount, at: place)
    figure.batchSize = batchSize
    figure.hiddenUnits = 512
    figure.items = settings.evaluatedExamples
    return BenchCase(figure: figure) {
      let outcome = try BenchJob(
        program: program, place: place,
        configuration: JobConfiguration(epochs: 1, batchSize: batchSize, shards: place.shards),
        examples: BenchExamples.digits(
          training: 10 * batchSize, validation: settings.evaluatedExamples),
        machine: machine
      ).run()
      return BenchSample(
        milliseconds: outcome.epochs[0].validationSeconds * 1e3, transport: outcome.transport)
    }
  }

  private var startups: [BenchCase] {
    let bench = StartupBench(machine: machine)
    return [BenchPlace.single, shared(settings.workers)].map { place in
      let program = BenchProgram.digits(hiddenUnits: 512)
      return BenchCase(figure: figure(.startup, program.weightCount, at: place)) {
        try bench.run(at: place)
      }
    }
  }

  private func figure(
    _ kind: BenchFigure.Kind, _ weights: Int, at place: BenchPlace
  ) -> BenchFigure {
    BenchFigure(
      kind: kind, workers: place.workers, transport: place.transport?.rawValue,
      threads: machine.threads(at: place), weights: weights)
  }
}
