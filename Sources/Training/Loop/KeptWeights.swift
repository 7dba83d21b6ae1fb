import Diagnostics
import Foundation
import TensorCore

/// A copy of a model's weights and counters that a callback keeps, and that can be written down.
public struct KeptWeights: Sendable, Hashable, Codable {
  // Little-endian Float32, as the layout has them.
  private let values: Data
  private let counters: [Int64]

  /// Copies weights.
  public init(_ weights: Weights) {
    values = weights.values.withBytes { Data($0) }
    counters = weights.counters
  }

  /// The weights again, of the model that they were copied from.
  func weights(of layout: WeightLayout) -> Weights {
    require(
      values.count == 4 * layout.count,
      "\(values.count / 4) weights were kept, and the model has \(layout.count)")
    let floats = [Float](unsafeUninitializedCapacity: layout.count) { floats, written in
      _ = values.copyBytes(to: floats)
      written = layout.count
    }
    return Weights(layout: layout, values: Tensor(floats), counters: counters)
  }
}
