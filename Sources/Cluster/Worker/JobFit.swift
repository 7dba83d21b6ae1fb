import ClusterProtocol
import Learning
import SharedMemory
import TensorCore
import Training

/// Whether a job that a coordinator describes is one that a program can compute.
struct JobFit<Program: TrainingProgram> {
  private let model: Sequential

  init(_ program: Program) {
    model = program.model
  }

  /// What keeps this process from taking part, as a sentence; nil if nothing does.
  func problem(with job: JobDescription) -> String? {
    let layout = model.layout
    let checks = [
      ("weights", job.weightCount, layout.weightCount),
      ("trainable weights", job.trainableCount, layout.trainableCount),
      ("bytes an input", job.inputBytesPerExample, model.inputShape.elementCount),
      ("bytes a label", job.labelBytesPerExample, 1),
    ]
    for (name, told, own) in checks where told != own {
      return "the job has \(told) \(name), this worker's program \(own)"
    }
    // A shard is held as bytes and as floats, and so is the first layer's output at least.
    let examples = ProbeDigest.shardSizes(of: job.schedule).last ?? 0
    let bytes = examples.multipliedReportingOverflow(by: 16 * model.inputShape.elementCount)
    if let available = AvailableMemory.bytes, bytes.overflow || bytes.partialValue > available {
      return "a shard of \(examples) examples does not fit into this machine's memory"
    }
    return nil
  }
}
