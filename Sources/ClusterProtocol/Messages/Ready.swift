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
  /// A digest of steps of the program on the shapes of the job.
  public var probeDigest: String
  /// A digest of bare matrix products on the shapes of the job.
  public var productsDigest: String
  /// What the program was made with.
  public var configuration: ProgramConfiguration

  /// - Parameters:
  ///   - isa: The instruction set.
  ///   - oneDNNVersion: The version of oneDNN.
  ///   - probeDigest: A digest of steps of the program on the shapes of the job.
  ///   - productsDigest: A digest of bare matrix products on the shapes of the job.
  ///   - configuration: What the program was made with.
  public init(
    isa: String, oneDNNVersion: String, probeDigest: String, productsDigest: String,
    configuration: ProgramConfiguration
  ) {
    self.isa = isa
    self.oneDNNVersion = oneDNNVersion
    self.probeDigest = probeDigest
    self.productsDigest = productsDigest
    self.configuration = configuration
  }

  /// Why a worker that computes like this can't take part in a job computed like another; nil if it can.
  ///
  /// What decides is the bits of the program's steps. The rest tells where the difference comes from.
  func objection(inJobOf job: Arithmetic) -> Refused? {
    if isa == job.isa && probeDigest == job.probeDigest { return nil }
    if isa != job.isa || productsDigest != job.productsDigest {
      return Refused(.arithmetic, worker: description, job: job.description)
    }
    if configuration.digest != job.configuration.digest {
      let (own, other) = configuration.difference(from: job.configuration)
      return Refused(.configuration, worker: own, job: other)
    }
    return Refused(
      .steps, worker: "steps of digest \(probeDigest.prefix(8))",
      job: "of \(job.probeDigest.prefix(8))")
  }
}

extension Arithmetic: CustomStringConvertible {
  /// Such as `avx512, oneDNN 2.6.3, probe products 9f31…`, the digest cut to eight characters.
  public var description: String {
    "\(isa), oneDNN \(oneDNNVersion), probe products \(productsDigest.prefix(8))"
  }
}
