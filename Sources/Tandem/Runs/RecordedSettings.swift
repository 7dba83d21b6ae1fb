import TensorCore

/// The settings of the run that wrote a weights file, as far as its metadata tells.
struct RecordedSettings {
  let batchSize: Int?
  let shards: Int?
  let seed: UInt64?
  /// Only one that this CPU has: figures on another differ in the last bits at most.
  let instructionSet: InstructionSet?

  init(_ metadata: [String: String]) {
    batchSize = metadata["batchSize"].flatMap(Int.init).flatMap { (1...1 << 40) ~= $0 ? $0 : nil }
    shards = metadata["shards"].flatMap(Int.init).flatMap { (1...1 << 16) ~= $0 ? $0 : nil }
    seed = metadata["seed"].flatMap { UInt64($0) }
    instructionSet = metadata["isa"].flatMap { InstructionSet(rawValue: $0) }
      .flatMap { $0.isSupported ? $0 : nil }
  }
}
