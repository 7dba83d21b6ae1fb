import Digests
import Files
import TensorCore

/// The SHA-256 of a model's weights, by which two runs are told apart.
public enum WeightsDigest {
  /// SHA-256, as 64 hexadecimal digits: of the trainable, then the other weights, each in declaration order
  /// and as little-endian Float32, then of the counters as little-endian Int64.
  public static func sha256(of weights: Weights) -> String {
    let hasher = SHA256()
    for index in weights.layout.indicesByTrainability {
      weights[index].withElements { elements in
        LittleEndian.withBytes(of: elements) { hasher.update($0) }
      }
    }
    for counter in weights.counters {
      hasher.update(withUnsafeBytes(of: counter.littleEndian) { Array($0) })
    }
    return Hexadecimal.text(of: hasher.finalize())
  }
}
