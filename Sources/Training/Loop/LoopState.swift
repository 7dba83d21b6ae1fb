import Diagnostics
import Foundation

/// A value that a loop keeps in its ``LoopState``: a typed key, with what holds before anything was kept.
///
///     let bestReturn = LoopKey("best return", initially: 0.0)
///     …
///     loop.state[bestReturn] = max(loop.state[bestReturn], figures["return"] ?? 0)
public struct LoopKey<Value: Codable & Sendable>: Sendable {
  /// The name, which no other value of the loop has.
  public let name: String
  /// What holds before anything was kept.
  public let initial: Value

  /// - Parameters:
  ///   - name: The name, which no other value of the loop has.
  ///   - initial: What holds before anything was kept.
  public init(_ name: String, initially initial: Value) {
    self.name = name
    self.initial = initial
  }
}

/// What a loop wants to know again where training resumes, by typed keys.
public struct LoopState: Sendable, Hashable, Codable {
  // Each value as JSON, so that it can be kept before anybody says what it is.
  private var values: [String: Data] = [:]

  /// Nothing is kept yet.
  public init() {}

  /// The value of a key. One that was kept as something else stops the program, with words.
  public subscript<Value>(key: LoopKey<Value>) -> Value {
    get {
      guard let data = values[key.name] else { return key.initial }
      do {
        return try Self.decoder.decode([Value].self, from: data)[0]
      } catch {
        requirementFailure("'\(key.name)' was kept as something else than \(Value.self): \(error)")
      }
    }
    set {
      do {
        values[key.name] = try Self.encoder.encode([newValue])
      } catch {
        requirementFailure("'\(key.name)' can't be kept: \(error)")
      }
    }
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
