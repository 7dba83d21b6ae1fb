import Foundation
import Learning
import Synchronization
import TensorCore
import TestSupport
import Testing
import Training

@Suite("Callbacks", .computing)
struct CallbackTests {
  private static let splits = RandomExamples.splits(training: 50, validation: 13, test: 9)

  private func run(
    _ program: LoopProgram, epochs: Int = 8, on examples: ExampleSplits = splits
  ) throws -> TrainingSession<LoopProgram> {
    try SingleProcessLoop(
      program, configuration: JobConfiguration(epochs: epochs, batchSize: 16), examples: examples,
      team: .serial
    ).run()
  }

  /// Keeps what it was told, and gives a verdict at one place.
  private struct Scribe: Callback {
    let name: String
    let log: LineLog
    var stopAfter = Int.max
    var state = 0

    func trainingBegan(_ loop: TrainingLoop) -> Verdict { note("began") }
    func epochBegan(_ loop: TrainingLoop) -> Verdict { note("epoch \(loop.epoch)") }
    mutating func epochEnded(_ report: EpochReport, in loop: TrainingLoop) -> Verdict {
      state += 1
      _ = note("ended \(report.epoch), \(loop.record.epochs.count), \(state)")
      return state == stopAfter ? .stop : .continue
    }
    func trainingEnded(_ loop: TrainingLoop) -> Verdict { note("done") }

    private func note(_ text: String) -> Verdict {
      log.append("\(name) \(text)")
      return .continue
    }
  }

  @Test("are told in order, and one that stops the training keeps the others from nothing")
  func order() throws {
    let log = LineLog()
    let session = try run(
      LoopProgram(callbacks: [
        Scribe(name: "a", log: log, stopAfter: 2), Scribe(name: "b", log: log),
      ]))
    #expect(
      log.lines == [
        "a began", "b began", "a epoch 0", "b epoch 0", "a ended 1, 1, 1", "b ended 1, 1, 1",
        "a epoch 1", "b epoch 1", "a ended 2, 2, 2", "b ended 2, 2, 2", "a done", "b done",
      ])
    // The test belongs to a training that was stopped as to any other.
    #expect(session.record.epochs.count == 2 && session.record.test.count == 2)
  }

  @Test("that stop change nothing of what was trained until then")
  func earlyStop() throws {
    let stopped = try run(
      LoopProgram(callbacks: [Scribe(name: "a", log: LineLog(), stopAfter: 3)]))
    let plain = try run(LoopProgram(), epochs: 3)
    #expect(stopped.weights.values.isIdentical(to: plain.weights.values))
    #expect(stopped.record.roundDigests == plain.record.roundDigests)
  }

  @Test("put the weights of the best epoch back before the test", arguments: [true, false])
  func bestWeights(byEarlyStopping: Bool) throws {
    // The loss of the training falls: what is largest was first.
    let callback: @Sendable () -> [any Callback] = {
      byEarlyStopping
        ? [
          EarlyStopping(monitor: "loss", patience: 2, mode: .max, restoresBestWeights: true)
        ] : [BestWeights(monitor: "loss", mode: .max)]
    }
    let session = try run(LoopProgram(callbacks: callback()))
    let losses = session.record.epochs.compactMap { $0.metrics["loss"] }
    try #require(losses.max() == losses.first)
    #expect(losses.count == (byEarlyStopping ? 3 : 8))
    let once = try run(LoopProgram(), epochs: 1)
    #expect(session.weights.values.isIdentical(to: once.weights.values))
    #expect(session.record.test == once.record.test)
  }

  @Test("set the learning rate of each epoch")
  func scheduler() throws {
    let rates = LineLog()
    let session = try run(
      LoopProgram(
        optimizer: SGD(learningRate: 1),
        callbacks: [
          LearningRateScheduler { epoch, rate in
            rates.append("\(epoch) \(rate)")
            return rate / 2
          }
        ]), epochs: 3)
    #expect(rates.lines == ["0 1.0", "1 0.5", "2 0.25"])
    #expect(session.record.epochs.count == 3)
  }

  @Test("lower the learning rate on a plateau")
  func plateau() throws {
    let rates = Mutex<[Double]>([])
    let program = LoopProgram(
      optimizer: SGD(learningRate: 0.5),
      callbacks: [ReduceLROnPlateau(monitor: "loss", factor: 0.5, patience: 1, mode: .max)],
      loop: { loop in
        try loop.fit()
        rates.withLock { $0.append(loop.learningRate()) }
      })
    _ = try run(program, epochs: 4)
    // The first epoch is the best; each of the others is a plateau.
    #expect(rates.withLock { $0 } == [0.0625])
  }

  @Test("name a figure that there is not, and one of which nobody knows what is better")
  func errors() throws {
    let examples = RandomExamples.splits(training: 50, validation: 0, test: 0)
    let unknown = LoopError(
      .noSuchFigure("val_loss", known: ["loss", "sparse_categorical_accuracy"]))
    #expect(throws: unknown) {
      try run(LoopProgram(callbacks: [EarlyStopping()]), on: examples)
    }
    #expect(
      unknown.problem
        == "there is no figure 'val_loss'; there are loss, sparse_categorical_accuracy")
    #expect(throws: LoopError(.noSuchFigure("x", known: Self.names))) {
      try run(LoopProgram(callbacks: [ReduceLROnPlateau(monitor: "x")]))
    }
  }

  private static let names = [
    "loss", "sparse_categorical_accuracy", "val_loss", "val_sparse_categorical_accuracy",
  ]

  @Test("write a table that reads back as the same numbers, anew or added to")
  func table() throws {
    let directory = try ScratchDirectory()
    let path = directory.file("epochs.csv")
    let session = try run(LoopProgram(callbacks: [CSVLogger(path)]), epochs: 2)
    func lines() throws -> [[String]] {
      try String(contentsOfFile: path, encoding: .utf8).split(separator: "\r\n")
        .map { $0.split(separator: ",").map(String.init) }
    }
    #expect(try lines()[0] == ["epoch"] + Self.names)
    for (epoch, line) in try lines().dropFirst().enumerated() {
      #expect(line[0] == "\(epoch)")
      let figures = session.record.epochs[epoch].metrics
      #expect(line.dropFirst().map { Double($0) } == Self.names.map { figures[$0] })
    }
    _ = try run(LoopProgram(callbacks: [CSVLogger(path, appends: true)]), epochs: 1)
    #expect(try lines().map { $0[0] } == ["epoch", "0", "1", "0"])
    _ = try run(LoopProgram(callbacks: [CSVLogger(path)]), epochs: 1)
    #expect(try lines().map { $0[0] } == ["epoch", "0"])
    #expect(throws: (any Error).self) {
      try run(LoopProgram(callbacks: [CSVLogger(directory.file("none/epochs.csv"))]))
    }
  }

  @Test("tell a line of each epoch")
  func progress() throws {
    let log = LineLog()
    _ = try run(LoopProgram(callbacks: [ProgressLog { log.append($0) }]), epochs: 2)
    #expect(log.lines.count == 2)
    #expect(log.lines[1].hasPrefix("epoch 2 of 2: loss "))
    #expect(log.lines[1].contains(", val_loss "))
  }
}

/// Lines from a `@Sendable` closure.
private final class LineLog: Sendable {
  private let all = Mutex<[String]>([])
  func append(_ line: String) { all.withLock { $0.append(line) } }
  var lines: [String] { all.withLock { $0 } }
}
