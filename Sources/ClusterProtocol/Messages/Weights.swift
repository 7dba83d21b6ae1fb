/// The broadcast of one version of all weights; the payload holds them as little-endian Float32.
public struct Weights: Hashable, Sendable {
  /// How many training rounds the weights have been through.
  public var version: Int

  /// - Parameter version: How many training rounds the weights have been through.
  public init(version: Int) { self.version = version }
}
