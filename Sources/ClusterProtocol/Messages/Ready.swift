/// Says that the worker has fixed its instruction set, and what its arithmetic comes to.
public struct Ready: Hashable, Sendable {
  /// How the worker computes.
  public var arithmetic: Arithmetic
  /// Whether the worker has opened the memory that a Welcome offered.
  public var sharesMemory: Bool
  /// Whether it could not open the memory that a Welcome offered.
  public var declinesMemory: Bool

  /// - Parameters:
  ///   - arithmetic: How the worker computes.
  ///   - sharesMemory: Whether it has opened the memory offered; no by default.
  ///   - declinesMemory: Whether it could not; no by default, as before an offer.
  public init(arithmetic: Arithmetic, sharesMemory: Bool = false, declinesMemory: Bool = false) {
    self.arithmetic = arithmetic
    self.sharesMemory = sharesMemory
    self.declinesMemory = declinesMemory
  }
}

/// How a process computes: two that differ here may differ in every bit of a result.
public struct Arithmetic: Hashable, Sendable {
  /// The instruction set.
  public var isa: String
  /// The version of oneDNN.
  public var oneDNNVersion: String
  /// A digest of matrix products on the shapes of the job.
  public var probeDigest: String

  /// - Parameters:
  ///   - isa: The instruction set.
  ///   - oneDNNVersion: The version of oneDNN.
  ///   - probeDigest: A digest of matrix products on the shapes of the job.
  public init(isa: String, oneDNNVersion: String, probeDigest: String) {
    self.isa = isa
    self.oneDNNVersion = oneDNNVersion
    self.probeDigest = probeDigest
  }
}

extension Arithmetic: CustomStringConvertible {
  /// Such as `avx512, oneDNN 2.6.3, probe products 9f31…`, the digest cut to eight characters.
  public var description: String {
    "\(isa), oneDNN \(oneDNNVersion), probe products \(probeDigest.prefix(8))"
  }
}
