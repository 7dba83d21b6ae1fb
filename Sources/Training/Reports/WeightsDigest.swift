import Digests
import Files

/// The SHA-256 of a model's weights, by which two runs are told apart.
public enum WeightsDigest {
  /// SHA-256, as 64 hexadecimal digits, of weights as little-endian Float32.
  ///
  /// - Parameter weights: the trainable, then the non-trainable weights, in declaration order.
  public static func sha256(of weights: UnsafeBufferPointer<Float>) -> String {
    LittleEndian.withBytes(of: weights) { Hexadecimal.text(of: SHA256.hash($0)) }
  }

  /// SHA-256, as 64 hexadecimal digits, of weights as little-endian Float32.
  ///
  /// - Parameter weights: the trainable, then the non-trainable weights, in declaration order.
  public static func sha256(of weights: [Float]) -> String {
    weights.withUnsafeBufferPointer { sha256(of: $0) }
  }
}
