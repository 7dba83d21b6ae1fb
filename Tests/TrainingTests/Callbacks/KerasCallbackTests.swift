import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Training

/// What Keras's callbacks decide; `make_callbacks.py` says how it was found.
private struct KerasCallbacks: Decodable {
  struct Options: Decodable {
    let minDelta: Double
    let patience: Int
    let mode: String
    var baseline: Double?
    var restoreBestWeights: Bool?
    var startFromEpoch: Int?
    var factor: Double?
    var cooldown: Int?
    var minLr: Double?
  }

  struct EarlyStoppingCase: Decodable {
    let options: Options
    let values: [Double?]
    let stopped: Bool
    let last: Int
    let restored: Int?
  }

  struct PlateauCase: Decodable {
    let options: Options
    let values: [Double?]
    let rates: [Double]
  }

  let earlyStopping: [EarlyStoppingCase]
  let plateau: [PlateauCase]

  static func read() throws -> KerasCallbacks {
    let path = try #require(
      Bundle.module.path(
        forResource: "callbacks", ofType: "json", inDirectory: "KerasCallbacks"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      KerasCallbacks.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }
}

@Suite("Callbacks decide as Keras's do", .computing)
struct KerasCallbackTests {
  @Test("early stopping: after which epoch, and whose weights")
  func earlyStopping() throws {
    for (number, one) in try KerasCallbacks.read().earlyStopping.enumerated() {
      let options = one.options
      // Keras takes a first figure that is no number for the best, and nothing is better than that.
      if one.values[options.startFromEpoch ?? 0] == nil { continue }
      var callback = EarlyStopping(
        monitor: "val_loss", minDelta: options.minDelta, patience: options.patience,
        mode: try #require(Monitor.Mode(rawValue: options.mode)), baseline: options.baseline,
        restoresBestWeights: options.restoreBestWeights ?? false,
        startFromEpoch: options.startFromEpoch ?? 0)
      var last = 0
      for (epoch, value) in one.values.enumerated() {
        last = epoch
        // As if it were resumed after each epoch.
        callback.state = try callback.state.copiedThroughJSON()
        let verdict = try callback.take(value ?? .nan, ofEpoch: epoch) { Self.weights(epoch) }
        if verdict == .stop { break }
      }
      #expect(last == one.last, "case \(number)")
      #expect((callback.state.stoppedEpoch != nil) == one.stopped, "case \(number)")
      #expect(
        callback.state.bestWeights == one.restored.map(Self.weights), "case \(number)")
    }
  }

  @Test("lower rates on a plateau: when, and to what")
  func plateau() throws {
    for (number, one) in try KerasCallbacks.read().plateau.enumerated() {
      let options = one.options
      if one.values[0] == nil { continue }
      var callback = ReduceLROnPlateau(
        monitor: "val_loss", factor: try #require(options.factor), patience: options.patience,
        mode: try #require(Monitor.Mode(rawValue: options.mode)), minDelta: options.minDelta,
        cooldown: try #require(options.cooldown), minimumRate: try #require(options.minLr))
      var rate = Double(Float(0.01))
      var rates: [Double] = []
      for value in one.values {
        callback.state = try callback.state.copiedThroughJSON()
        rate = Double(Float(try callback.rate(after: value ?? .nan, from: rate)))
        rates.append(rate)
      }
      #expect(rates == one.rates, "case \(number)")
    }
  }

  private static func weights(_ epoch: Int) -> KeptWeights {
    let layout = TinyProgram().layout
    let values = [Float](repeating: Float(epoch), count: layout.count)
    return KeptWeights(Weights(layout: layout, values: Tensor(values)))
  }
}
